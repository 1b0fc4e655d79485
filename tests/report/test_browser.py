"""The page in a browser that is here: Debian's chromium and chromium-driver."""

import os
import shutil

import numpy as np
import pytest

from keras_gan import plots
from keras_gan.recipes.run_folder import RunFolder
from keras_gan.report import write_report

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Alone in a container, and without a word to the network.
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def programs():
    """The paths of a browser and of its driver."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if not browser or not driver:
        reason = f"No browser. Received: browser={browser!r}, chromedriver={driver!r}."
        if os.environ.get("KERAS_GAN_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return browser, driver


@pytest.fixture(scope="module")
def browser():
    path, driver = programs()
    webdriver = pytest.importorskip("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = path
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for option in OPTIONS:
        options.add_argument(option)
    service = webdriver.ChromeService(driver)
    with webdriver.Chrome(options=options, service=service) as browser:
        yield browser


@pytest.fixture(scope="module")
def pages(finished, tmp_path_factory):
    """Pages of one run, of three, and of one whose name is hostile."""
    place = tmp_path_factory.mktemp("pages")
    bad = place / ("<script>document.title='taken'<" + "x" * 60)
    for folder in (bad, place / "other"):
        shutil.copytree(finished.directory, folder)
    plots.save_png(RunFolder(bad).classes, np.zeros((900, 900), "uint8"))
    runs = {"one": [finished.directory], "three": [finished.directory, bad, "other"]}
    runs["three"][2] = place / "other"
    runs["bad"] = [bad]
    return {n: write_report(r, place / f"{n}.html").as_uri() for n, r in runs.items()}


@pytest.fixture(params=["one", "three", "bad"])
def opened(request, browser, pages):
    """The browser, with a page open, in daylight and at a desk."""
    show(browser, "light", 1200)
    browser.get(pages[request.param])
    yield browser
    assert browser.get_log("browser") == []


def show(browser, scheme, width):
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    size = {
        "width": width,
        "height": 800,
        "deviceScaleFactor": 1,
        "mobile": width < 600,
    }
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def ask(browser, expression):
    return browser.execute_script(f"return {expression}")


def test_all_pictures_are_there(opened):
    widths = ask(opened, "[...document.images].map(image => image.naturalWidth)")
    assert len(widths) >= 4 and all(width > 0 for width in widths)
    assert ask(opened, "[...document.images].every(image => image.alt.length > 9)")


def test_the_slider_changes_the_picture(opened):
    film = "document.querySelector('.film')"
    shown = f"[...{film}.querySelectorAll('.frame')].filter(f => f.offsetWidth > 0)"
    told = f"{film}.querySelector('output').textContent"
    (last,) = ask(opened, f"{shown}.map(frame => frame.src)")
    assert ask(opened, told) == "epoch 2"
    opened.find_element("css selector", ".film input").send_keys("\ue012")  # left
    (first,) = ask(opened, f"{shown}.map(frame => frame.src)")
    assert first != last
    assert ask(opened, told) == "epoch 1"
    label = ask(opened, f"{film}.querySelector('input').getAttribute('aria-valuetext')")
    assert label == "epoch 1"


def test_the_grids_play(opened):
    opened.find_element("css selector", ".film button").click()
    told = "document.querySelector('.film output').textContent"
    assert ask(opened, told) == "epoch 1"
    name = "document.querySelector('.film button').textContent"
    assert ask(opened, name) == "Stop"
    opened.set_script_timeout(10)
    until_the_end = f"""
        const done = arguments[0];
        const wait = () => {name} === "Play" ? done({told}) : setTimeout(wait, 20);
        wait();
    """
    assert opened.execute_async_script(until_the_end) == "epoch 2"


@pytest.mark.parametrize("width", [360, 768, 1200])
def test_nothing_is_cut_off(opened, width):
    show(opened, "light", width)
    assert ask(opened, "innerWidth") == width
    assert ask(opened, "document.documentElement.scrollWidth") <= width
    wide = """[...document.querySelectorAll("main *")].filter(
        each => each.getBoundingClientRect().right > innerWidth
            && !each.closest(".scroll, pre, details, svg")
    ).map(each => each.outerHTML.slice(0, 80))"""
    assert ask(opened, wide) == []


def luminance(colour):
    """Of WCAG 2, from 0 to 1."""
    parts = colour[colour.index("(") + 1 : -1].split(",")[:3]
    parts = np.array([float(part) / 255 for part in parts])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


CONTRASTS = """(() => {
    const behind = each => {
        for (; each; each = each.parentElement) {
            const colour = getComputedStyle(each).backgroundColor;
            if (colour !== "rgba(0, 0, 0, 0)") return colour;
        }
    };
    const texts = [...document.querySelectorAll("main *")].filter(each =>
        [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
    const seen = each => [getComputedStyle(each).color, behind(each), each.outerHTML];
    return [...texts.filter(each => !each.closest("svg")).map(seen),
        ...[...document.querySelectorAll(".plot text, .plot .line")].map(each => [
            getComputedStyle(each)[each.tagName === "text" ? "fill" : "stroke"],
            behind(each), each.outerHTML])];
})()"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_lines_stand_out(opened, scheme):
    show(opened, scheme, 1200)
    for colour, behind, what in ask(opened, CONTRASTS):
        pair = sorted([luminance(colour), luminance(behind)])
        contrast = (pair[1] + 0.05) / (pair[0] + 0.05)
        least = 3 if "polyline" in what else 4.5  # WCAG 2.1, level AA
        assert contrast >= least, (colour, behind, what[:80])


def test_the_dark_page_is_dark(opened):
    colour = "getComputedStyle(document.body).backgroundColor"
    light = ask(opened, colour)
    show(opened, "dark", 1200)
    dark = ask(opened, colour)
    assert luminance(light) > 0.8 and luminance(dark) < 0.05


def test_names_are_text(browser, pages):
    browser.get(pages["bad"])
    assert browser.title.startswith("<script>document.title='taken'<xxx")
    heading = browser.find_element("css selector", "h1").text
    assert heading.startswith("<script>document.title='taken'<xxx")
