"""Who hears whom in the window: the signals of its parts, connected once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from regnet_studio.studio.shell.drops import drop_of
from regnet_studio.studio.shell.sight import show_setting

if TYPE_CHECKING:
    from regnet_studio.studio.window import StudioWindow

_AGAIN_MS = 10_000
_SAID_MS = 6000


def connect(window: StudioWindow) -> QTimer:
    """Connect all parts of a window that is made.

    Returns:
        what reads runs and queue again from time to time; the window stops it at its end.
    """
    again = _connect_reading(window)
    _connect_training(window)
    _connect_pages(window)
    _connect_start(window)
    return again


def _connect_reading(window: StudioWindow) -> QTimer:
    """What is read goes to who shows it. Returns the timer that reads the runs again."""
    reading = window.reading
    reading.scan_began.connect(window.data_page.show_scanning)
    reading.scan_progressed.connect(window.data_page.show_progress)
    reading.reread_began.connect(window.data_page.show_rereading)
    reading.scan_ended.connect(window.data_page.show_scanned)
    reading.runs_listed.connect(window.runs.show_runs)
    reading.runs_listed.connect(window.runs_page.show_runs)
    reading.runs_listed.connect(window.interrupted.look)
    reading.formats_known.connect(window.export_page.show_formats)
    reading.desk_loaded.connect(window.data_page.make_desk)
    reading.catalogue_progressed.connect(window.model_page.show_progress)
    # Runs of other processes come and go as well.
    again = QTimer(window)
    again.setInterval(_AGAIN_MS)
    again.timeout.connect(reading.list_runs)
    again.timeout.connect(window.queue.read)
    again.start()
    return again


def _connect_training(window: StudioWindow) -> None:
    training = window.training
    training.course_changed.connect(window.queue.read)
    training.refused.connect(window.banners.show_error)
    training.failed.connect(window.stay_open)
    training.ended.connect(window.show_ended)
    window.rail.train_asked.connect(window.start_training)
    window.rail.queue_asked.connect(window.add_to_queue)
    window.rail.pause_asked.connect(training.pause)
    window.rail.stop_asked.connect(training.stop)
    window.rail.stop_after_epoch_asked.connect(training.stop_after_epoch)
    window.rail.interrupt_asked.connect(training.leave)
    window.rail.cancel_asked.connect(window.ask_cancel)


def _connect_pages(window: StudioWindow) -> None:
    for part in (
        window.preferred,
        window.reading,
        window.training,
        window.queue,
        window.run_desk,
        window.runs_page,
        window.opening,
        window.welcome,
        window.train_page,
        window.interrupted,
        window.data_page,
        window.model_page,
        window.evaluate_page,
        window.compare_page,
        window.predict_page,
        window.export_page,
    ):
        part.failed.connect(window.banners.show_error)
    window.rail.step_chosen.connect(window.show_page)
    window.runs.opened.connect(window.opening.open_listed)
    window.runs.resume_asked.connect(window.resume)
    window.runs.further_asked.connect(window.opening.open_further)
    window.train_page.resume_asked.connect(window.resume)
    window.train_page.queue.add_asked.connect(window.add_to_queue)
    window.train_page.queue.start_asked.connect(window.start_queue)
    window.train_page.queue.settings_asked.connect(window.opening.take_settings)
    window.queue.added.connect(window.tell_added)
    window.data_page.source_asked.connect(window.reading.scan)
    window.data_page.paths_dropped.connect(lambda paths: window.opening.take_drop(drop_of(paths)))
    window.overlay.dropped.connect(window.opening.take_drop)
    window.data_page.cancel_asked.connect(window.reading.cancel_scan)
    window.evaluate_page.train_again.connect(window.train_again)
    window.evaluate_page.compare_asked.connect(window.compare)
    window.runs.compare_asked.connect(window.compare)
    window.runs.all_asked.connect(window.show_runs)
    window.compare_page.runs_asked.connect(window.show_runs)
    window.runs_page.left.connect(lambda: window.pages.setCurrentIndex(window.before_runs))
    window.runs_page.compare_asked.connect(window.compare)
    window.runs_page.opened.connect(window.open_from_table)
    window.run_desk.changed.connect(window.reading.list_runs)
    window.run_desk.thrown.connect(window.opening.forget_runs)
    window.compare_page.left.connect(lambda: window.show_page("evaluate"))
    form = window.train_page.form
    form.jump_asked.connect(partial(show_setting, window))
    form.pasted.connect(window.opening.take_settings)
    form.said.connect(lambda text: window.statusBar().showMessage(text, _SAID_MS))
    form.failed.connect(window.banners.show_error)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.focusChanged.connect(window.state.history.seal)  # another control, another step
    window.predict_page.mistaken.connect(lambda text: window.banners.say(text, "mistake"))


def _connect_start(window: StudioWindow) -> None:
    """What the Data page offers before there is data."""
    start, recents = window.data_page.start, window.opening.recents
    recents.changed.connect(lambda: start.recent.show_items(recents.items))
    start.recent.opened.connect(window.open_path)
    start.recent.removed.connect(recents.remove)
    start.recent.cleared.connect(recents.clear)
    start.welcome_asked.connect(window.welcome.begin)
    start.welcome_declined.connect(window.welcome.decline)
    window.runs.welcome_asked.connect(window.welcome.begin)
    offer = lambda: start.welcome.setHidden(window.preferred.now.was_welcomed)  # noqa: E731
    window.preferred.changed.connect(offer)
    offer()
