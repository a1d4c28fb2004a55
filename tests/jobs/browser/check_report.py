"""Opens a report in headless Chromium and checks that a person can read it. Prints a sentence a fault, exit code 1.

    python3 check_report.py FILE FOLDER

FOLDER gets screenshots, of a phone's width, a desk's and a dark one, and the printed page.
"""
import base64
import json
import os
import sys
import tempfile
import time
from urllib.parse import urlparse

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
  const told = (text && text.textContent.trim()) || picture.getAttribute("aria-label");
  if (picture.getAttribute("role") !== "img" || !title || !title.textContent.trim() || !told)
    faults.push(picture.outerHTML.slice(0, 80));
}
for (const picture of document.querySelectorAll("img"))
  if (!picture.alt.trim()) faults.push(picture.outerHTML.slice(0, 80));
return faults;
"""

READ_COLUMN = """
const rows = document.querySelector("table.sortable").tBodies[0].rows;
return Array.from(rows, row => row.cells[arguments[0]].dataset.value ?? row.cells[arguments[0]].textContent.trim());
"""


class Browser:
    def __init__(self, page, scripts=True):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        for flag in FLAGS + ["--user-data-dir=" + self.profile.name]:
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        if not scripts:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.driver.get("file://" + page)

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
    """Addresses that were asked for beside the page itself and what it carries."""
    asked = []
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] != "Network.requestWillBeSent":
            continue
        address = message["params"]["request"]["url"]
        # The browser's own pages are none of the report's.
        if urlparse(address).scheme not in ("data", "chrome", "about") and not address.startswith("file://"):
            asked.append(address)
        elif address.startswith("file://") and not address.split("#")[0].endswith(driver.current_url.split("/")[-1].split("#")[0]):
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


def check_sorting(driver):
    if not driver.find_elements(By.CSS_SELECTOR, "table.sortable"):
        return ["there is no table to sort"]
    faults = []
    for column, button in enumerate(driver.find_elements(By.CSS_SELECTOR, "table.sortable th button")):
        orders = []
        for _ in range(2):
            driver.execute_script("arguments[0].click()", button)
            orders.append([number_or_text(value) for value in driver.execute_script(READ_COLUMN, column)])
        rising = [sorted(order) == order for order in orders]
        falling = [sorted(order, reverse=True) == order for order in orders]
        if not ((rising[0] and falling[1]) or (falling[0] and rising[1])):
            faults.append(f'the column "{button.text}" is not sorted by a click on its name')
    return faults


def visible_rows(driver):
    rows = driver.find_elements(By.CSS_SELECTOR, "table.sortable tbody tr")
    return [row.text for row in rows if row.is_displayed()]


def check_filter(driver):
    box = driver.find_elements(By.ID, "column-filter")
    if not box or not box[0].is_displayed():
        return ["there is no box to filter columns by name"]
    rows = visible_rows(driver)
    name = rows[0].split()[0]
    box[0].send_keys(name.upper())
    found = visible_rows(driver)
    box[0].clear()
    box[0].send_keys(" ")
    if not found or not all(name.lower() in row.lower() for row in found) or (len(rows) > 1 and len(found) == len(rows)):
        return [f'the filter does not show the columns named "{name}" alone']
    return [] if len(visible_rows(driver)) == len(rows) else ["an empty filter does not show all columns"]


def check_with_scripts(page, folder):
    with Browser(page) as browser:
        driver = browser.driver
        faults = check_widths(browser, folder)
        faults += [f"{address} was asked for, which is outside the page" for address in outside_requests(driver)]
        faults += [f"a picture has no text for screen readers: {it}" for it in driver.execute_script(FIND_UNTOLD_PICTURES)]
        faults += check_sorting(driver) + check_filter(driver)
        faults += [f"the console says {entry['message']}" for entry in driver.get_log("browser")]
        printed = driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})
        with open(os.path.join(folder, "report.pdf"), "wb") as file:
            file.write(base64.b64decode(printed["data"]))
        text = driver.execute_script("return document.querySelector('main').textContent.length")
    return faults, text


def check_without_scripts(page, text):
    with Browser(page, scripts=False) as browser:
        main = browser.driver.find_elements(By.TAG_NAME, "main")
        if main and len(main[0].get_attribute("textContent")) == text:
            return []
    return ["without scripts the page holds something else"]


def main():
    page, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
    os.makedirs(folder, exist_ok=True)
    faults, text = check_with_scripts(page, folder)
    faults += check_without_scripts(page, text)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


sys.exit(main())
