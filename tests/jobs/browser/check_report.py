"""Opens a report in headless Chromium and checks that a person can read it. Prints a sentence a fault, exit code 1.

    python3 check_report.py FILE FOLDER

FOLDER gets screenshots, of a phone's width, a desk's and a dark one, and the printed page.
"""
import base64
import json
import os
import re
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urldefrag, urlparse

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage"
).split()
WIDTHS = (390, 1280)
MOST_PIXELS = 15000  # of a screenshot's height

# The first element that reaches beyond the window, though nothing around it scrolls.
FIND_OVERFLOW = """
const page = document.scrollingElement, wide = page.clientWidth;
if (page.scrollWidth <= wide) return null;
for (const part of document.querySelectorAll("body *")) {
  if (part.getBoundingClientRect().right <= wide + 1) continue;
  let around = part.parentElement;
  while (around && getComputedStyle(around).overflowX === "visible") around = around.parentElement;
  if (!around || around === page || around === document.body)
    return part.tagName.toLowerCase() + (part.className.baseVal ?? "." + part.className);
}
return "the page";
"""

FIND_UNTOLD_PICTURES = """
const faults = [];
for (const picture of document.querySelectorAll("svg")) {
  const title = picture.querySelector(":scope > title"), text = picture.querySelector(":scope > desc");
  const labels = (picture.getAttribute("aria-labelledby") ?? "").split(" ").map(id => document.getElementById(id));
  const told = (text && text.textContent.trim()) || (picture.getAttribute("aria-label") ?? "").trim() ||
    labels.some(label => label && label.textContent.trim());
  if (picture.getAttribute("role") !== "img" || !title || !title.textContent.trim() || !told)
    faults.push(picture.outerHTML.slice(0, 80));
}
for (const picture of document.querySelectorAll("img"))
  if (!picture.alt.trim()) faults.push(picture.outerHTML.slice(0, 80));
return faults;
"""

# Of each row what it is sorted by, and what it shows.
READ_COLUMN = """
const rows = document.querySelector("table.sortable").tBodies[0].rows;
return Array.from(rows, row => {
  const cell = row.cells[arguments[0]], shown = cell.textContent.trim();
  return [cell.dataset.value ?? shown, shown];
});
"""


class Browser:
    def __init__(self, page):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        for flag in FLAGS + ["--user-data-dir=" + self.profile.name]:
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.driver.get(Path(page).as_uri())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.quit()
        self.profile.cleanup()

    def set_width(self, width):
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        time.sleep(0.2)

    def save_screenshot(self, path, width):
        height = self.driver.execute_script("return document.scrollingElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": width, "height": min(height, MOST_PIXELS), "scale": 1}
        shot = self.driver.execute_cdp_cmd(
            "Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip}
        )
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["data"]))


def outside_requests(driver):
    """Addresses that were asked for beside the page itself and what it carries, since it was opened."""
    page = urldefrag(driver.current_url).url
    asked = []
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            address = message["params"]["request"]["url"]
        elif message["method"] == "Network.webSocketCreated":
            address = message["params"]["url"]
        else:
            continue
        # The browser's own pages are none of the report's.
        if urlparse(address).scheme not in ("data", "chrome", "about") and urldefrag(address).url != page:
            asked.append(address)
    return asked


def check_widths(browser, folder):
    faults = []
    for width in WIDTHS:
        browser.set_width(width)
        beyond = browser.driver.execute_script(FIND_OVERFLOW)
        if beyond:
            faults.append(f"at {width} pixels {beyond} reaches beyond the window")
        browser.save_screenshot(os.path.join(folder, f"report-{width}.png"), width)
    dark = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", dark)
    browser.save_screenshot(os.path.join(folder, "report-dark.png"), WIDTHS[-1])
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    return faults


def number_or_text(value):
    try:
        return (0, float(value)) if value else (0, float("-inf"))
    except ValueError:
        return (1, value.lower())


def shown_numbers(cells):
    """The numbers that cells show, without those that show none; nothing where some show texts."""
    shown = [re.sub("[,%]", "", text) for value, text in cells if value]
    try:
        return [float(text) for text in shown]
    except ValueError:
        return []


def are_turned(first, second):
    """Whether one of two orders rises and the other falls."""
    rising = [sorted(order) == order for order in (first, second)]
    falling = [sorted(order, reverse=True) == order for order in (first, second)]
    return (rising[0] and falling[1]) or (falling[0] and rising[1])


def check_sorting(driver):
    if not driver.find_elements(By.CSS_SELECTOR, "table.sortable"):
        return ["there is no table to sort"]
    heads = driver.find_elements(By.CSS_SELECTOR, "table.sortable thead th")
    faults = []
    for column, head in enumerate(heads):
        buttons = head.find_elements(By.TAG_NAME, "button")
        if not buttons:
            faults.append(f'the column "{head.text}" has no button to sort by')
            continue
        orders = []
        for _ in range(2):
            driver.execute_script("arguments[0].click()", buttons[0])
            orders.append(driver.execute_script(READ_COLUMN, column))
        if not are_turned(*([number_or_text(value) for value, _ in order] for order in orders)):
            faults.append(f'the column "{head.text}" is not sorted by a click on its name')
        elif not are_turned(*(shown_numbers(order) for order in orders)):
            faults.append(f'the column "{head.text}" shows other numbers than it is sorted by')
    return faults


def visible_rows(driver):
    rows = driver.find_elements(By.CSS_SELECTOR, "table.sortable tbody tr")
    return [row.text for row in rows if row.is_displayed()]


def check_filter(driver):
    box = driver.find_elements(By.ID, "column-filter")
    if not box or not box[0].is_displayed():
        return ["there is no box to filter columns by name"]
    if box[0].get_attribute("type") != "search":
        return ["the box to filter columns is no search box"]
    rows = visible_rows(driver)
    if not rows:
        return ["there are no columns to filter"]
    name = rows[0].split()[0]
    box[0].send_keys(name.upper())
    found = visible_rows(driver)
    box[0].clear()
    box[0].send_keys(" ")
    if not found or not all(name.lower() in row.lower() for row in found) or (len(rows) > 1 and len(found) == len(rows)):
        return [f'the filter does not show the columns named "{name}" alone']
    return [] if len(visible_rows(driver)) == len(rows) else ["an empty filter does not show all columns"]


def shown_lines(driver):
    lines = driver.find_element(By.TAG_NAME, "body").get_property("innerText").splitlines()
    return [line.strip() for line in lines if line.strip()]


def check_printing(driver, folder):
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    lines = shown_lines(driver)
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    printed = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"])
    with open(os.path.join(folder, "report.pdf"), "wb") as file:
        file.write(printed)
    return [] if lines and re.search(rb"/Type\s*/Page\b", printed) else ["nothing is printed"]


def check_without_scripts(driver, lines):
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    driver.refresh()
    found = set(shown_lines(driver))
    missing = [line for line in lines if line not in found]
    return [f'without scripts the page lacks "{missing[0][:80]}"'] if missing else []


def check_page(page, folder):
    with Browser(page) as browser:
        driver = browser.driver
        lines = shown_lines(driver)
        faults = check_widths(browser, folder)
        faults += [f"a picture has no text for screen readers: {it}" for it in driver.execute_script(FIND_UNTOLD_PICTURES)]
        faults += check_sorting(driver) + check_filter(driver) + check_printing(driver, folder)
        faults += check_without_scripts(driver, lines)
        # Last, since clicks may ask for something too.
        faults += [f"{address} was asked for, which is outside the page" for address in outside_requests(driver)]
        faults += [f"the console says {entry['message']}" for entry in driver.get_log("browser")]
    return faults


def main():
    page, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
    os.makedirs(folder, exist_ok=True)
    faults = check_page(page, folder)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


sys.exit(main())
