// What looks at pages in a browser, held against pages with one fault each: it must find every one.
#include "tests/jobs/page_in_browser.hpp"
#include "tests/jobs/text_file.hpp"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

// A small page without faults. A click on a name sorts by it, a second one the other way round.
constexpr const char* sound_page = R"html(<!DOCTYPE html><html><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><style>/*style*/</style></head><body><main><h1>Report</h1>/*body*/
<input type="search" id="column-filter" hidden>
<table class="sortable"><thead><tr><th><button>name</button></th><th><button>TVD</button></th></tr></thead><tbody>
<tr><td>age</td><td data-value="2">2</td></tr>
<tr><td>sex</td><td data-value="10">10</td></tr>
<tr><td>ward</td><td data-value="3">3</td></tr>
</tbody></table></main><script>
var table = document.querySelector("table"), body = table.tBodies[0], filter = document.getElementById("column-filter");
function key(row, column) {
  var cell = row.cells[column];
  return cell.hasAttribute("data-value") ? Number(cell.getAttribute("data-value")) : cell.textContent;
}
function clicked(column, head) {
  var sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
  head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
  Array.from(body.rows).sort(function (a, b) { return key(a, column) < key(b, column) ? -sign : sign; })
    .forEach(function (row) { body.appendChild(row); });
}
Array.from(table.tHead.rows[0].cells).forEach(function (head, column) {
  head.addEventListener("click", function () { clicked(column, head); });
});
filter.hidden = false;
filter.addEventListener("input", function () {
  Array.from(body.rows).forEach(function (row) {
    row.hidden = row.cells[0].textContent.indexOf(filter.value.trim().toLowerCase()) < 0;
  });
});
/*script*/
</script></body></html>)html";

std::string with(const std::string& part, const std::string& replacement) {
    std::string page = sound_page;
    const std::size_t at = page.find(part);
    if (at == std::string::npos) throw std::logic_error("the sound page has no " + part);
    return page.replace(at, part.size(), replacement);
}

class BrowserCheck : public PageInBrowser {
protected:
    [[nodiscard]] CommandResult check_text(const std::string& page) const {
        write_text(at("page.html"), page);
        return check(at("page.html"), at("shots"));
    }

    /// A page with one fault must be found out.
    void expect_fault(const std::string& page, const std::string& said) const {
        const auto result = check_text(page);
        EXPECT_EQ(result.exit_code, 1) << result.err;
        EXPECT_NE(result.out.find(said), std::string::npos) << "expected \"" << said << "\" in: " << result.out;
    }
};

TEST_F(BrowserCheck, IsSoundWithoutAFault) {
    const auto result = check_text(sound_page);
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
    const auto told =
        check_text(with("/*body*/", "<p id=told>text</p><svg role=img aria-labelledby=told><title>x</title></svg>"));
    EXPECT_EQ(told.exit_code, 0) << told.out << told.err;
}

TEST_F(BrowserCheck, AsksForNothingFromOutside) {
    expect_fault(with("/*body*/", "<img alt=x src='http://127.0.0.1:9/x.png'>"), "127.0.0.1:9/x.png was asked for");
    write_text(at("other.html"), "<p>text</p>");
    expect_fault(with("/*body*/", "<iframe src=other.html></iframe>"), "other.html was asked for");
    expect_fault(with("/*script*/", "new WebSocket('ws://127.0.0.1:9/')"), "ws://127.0.0.1:9/ was asked for");
    expect_fault(with("clicked(column, head);", "clicked(column, head); fetch('http://127.0.0.1:9/late');"),
                 "127.0.0.1:9/late was asked for");
}

TEST_F(BrowserCheck, FitsTheWindow) {
    expect_fault(with("/*body*/", "<div style='width:600px'>wide</div>"), "at 390 pixels div");
    expect_fault(with("/*style*/", "@media(min-width:1000px){h1{width:1500px}}"), "at 1280 pixels h1");
}

TEST_F(BrowserCheck, TellsOfPictures) {
    const std::string said = "no text for screen readers";
    expect_fault(with("/*body*/", "<svg><title>x</title><desc>text</desc></svg>"), said);
    expect_fault(with("/*body*/", "<svg role=img><desc>text</desc></svg>"), said);
    expect_fault(with("/*body*/", "<svg role=img aria-labelledby=nowhere><title>x</title></svg>"), said);
    expect_fault(with("/*body*/", "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='>"), said);
}

TEST_F(BrowserCheck, SortsByWhatItShows) {
    expect_fault(with("class=\"sortable\"", ""), "there is no table to sort");
    expect_fault(with("<button>TVD</button>", "TVD"), "\"TVD\" has no button");
    expect_fault(with("body.appendChild(row)", "0"), "\"TVD\" is not sorted by a click");
    expect_fault(with("? -1 : 1", "? 1 : 1"), "\"name\" is not sorted by a click");
    expect_fault(with("Number(cell.getAttribute(\"data-value\"))", "cell.textContent"), "\"TVD\" is not sorted");
    expect_fault(with(">10<", ">1<"), "\"TVD\" shows other numbers");
}

TEST_F(BrowserCheck, FiltersByName) {
    expect_fault(with("filter.hidden = false", ""), "there is no box");
    expect_fault(with("type=\"search\"", "type=\"text\""), "is no search box");
    expect_fault(with("row.hidden =", "row.other ="), "alone");
    expect_fault(with(".trim()", ""), "an empty filter does not show all columns");
}

TEST_F(BrowserCheck, WorksQuietlyWithoutScriptsAndOnPaper) {
    expect_fault(with("/*script*/", "throw new Error('broken')"), "the console says");
    expect_fault(with("/*script*/", "document.querySelector('h1').append(' more')"),
                 "without scripts the page lacks \"Report more\"");
    expect_fault(with("/*style*/", "@media print{main{display:none}}"), "nothing is printed");
}

}  // namespace
}  // namespace replica::test
