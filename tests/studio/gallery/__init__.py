"""Every page and state of the window as pictures: ``python -m tests.studio.gallery OUT``.

Each state is drawn light and dark, in English and French, at 1280x800, at 1920x1080 and with text
of 200 %, and the checks of ``tests/studio/checks`` look at the same pictures. ``OUT`` gets the
pictures, ``index.html``, sheets of many pictures (``sheet-*.png``) and ``report.json``.

    python -m tests.studio.gallery OUT --list                 the scenes
    python -m tests.studio.gallery OUT --only data train      scenes whose names begin so
    python -m tests.studio.gallery OUT --quick                one look: light, English, 1280x800
    python -m tests.studio.gallery OUT --looks dark-fr-1280-200   looks whose names begin so

To add states, write one function in a file ``scenes_*.py`` (or a new file, named in
``__main__.SCENES``). It brings the window somewhere and yields the name of each state as it
stands; the gallery draws it then, in all looks, and goes on with the function::

    @scene("predict")
    def predicting(stage: Stage) -> Iterator[str]:
        stage.window.show_page("predict")
        yield "empty"
        stage.window.predict_page.predict(stage.image())
        yield "working"
        stage.wait(lambda: not stage.window.predict_page.is_busy)
        yield "full"

A dialog that is open as a window of its own is drawn instead of the main window: yield while it
is shown (``dialog.show()``, not ``exec``). A scene begins in a new window with folders of its own,
and leaves nothing behind that must be put back.
"""
