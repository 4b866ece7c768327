"""Widgets that know no page: buttons and labels, pictures in grids, bars, plots without data."""
