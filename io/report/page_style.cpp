#include "io/report/page_style.hpp"

#include "io/report/svg_canvas.hpp"

namespace replica {
namespace {

constexpr const char* dark_colours =
    "--page:#10161d;--card:#19222c;--ink:#e6ecf2;--muted:#9fb0c0;--line:#2c3947;--real:#5f87b3;--synthetic:#ff9a4d;"
    "--good:#4fc3ad;--watch:#e8b34b;--bad:#f58ab0;--unknown:#9fb0c0;--wash:#202b37;";

constexpr const char* layout = R"css(
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif}
main,header,footer{max-width:1180px;margin:0 auto;padding:0 20px}
header{padding-top:28px}
h1{font-size:26px;line-height:1.2;margin:0 0 6px}
h2{font-size:19px;margin:40px 0 4px}
h3{font-size:15px;margin:24px 0 6px}
p{margin:6px 0 12px;max-width:76ch}
.sub,.note,figcaption small{color:var(--muted)}
.note{font-size:13px}
h1,h2,h3,p,td.name,li,figcaption{overflow-wrap:anywhere}
.internal{border:1px solid var(--bad);border-left-width:6px;background:var(--card);padding:8px 12px;border-radius:6px;margin:14px 0;max-width:none}
nav{display:flex;flex-wrap:wrap;gap:4px 14px;margin:12px 0 0;font-size:14px}
a{color:inherit}
.grid{display:grid;gap:12px;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr))}
.grid+.grid{margin-top:12px}
.wide{display:grid;gap:12px;grid-template-columns:repeat(auto-fill,minmax(min(100%,460px),1fr))}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:12px 14px;margin:0;min-width:0}
.card svg,.card img{display:block;width:100%;height:auto}
.card img{image-rendering:pixelated}
figcaption{font-weight:600;font-size:14px;margin-bottom:6px}
figcaption small{font-weight:400;display:block;font-size:12.5px}
.verdict{border-left:6px solid var(--level)}
.verdict h3{margin:0 0 2px;display:flex;justify-content:space-between;gap:8px;align-items:baseline}
.verdict p{margin:0;font-size:14px}
.badge{color:var(--level);font-size:13px;font-weight:700;white-space:nowrap}
.good{--level:var(--good)}.watch{--level:var(--watch)}.bad{--level:var(--bad)}.unknown{--level:var(--unknown)}
.overall{font-size:16px}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:13px;color:var(--muted);margin:6px 0 10px}
.legend i{display:inline-block;width:14px;height:10px;margin-right:6px;vertical-align:0}
.legend .swatch-real{background:var(--real)}
.legend .swatch-synthetic{height:3px;vertical-align:3px;background:var(--synthetic)}
.legend .swatch-hidden{border:1px dashed var(--muted)}
.tall{max-height:420px;overflow-y:auto}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:8px}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{padding:6px 8px;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
td.number{white-space:nowrap}
td:first-child{min-width:96px}
td.name{max-width:280px;min-width:160px}

th{font-size:13px;color:var(--muted);font-weight:600}
th button{all:unset;cursor:pointer;font:inherit;color:inherit}
th button:focus-visible{outline:2px solid var(--synthetic)}
th[aria-sort=ascending] button::after{content:" \2191"}
th[aria-sort=descending] button::after{content:" \2193"}
#column-filter{font:inherit;padding:6px 10px;border:1px solid var(--line);border-radius:6px;background:var(--card);color:var(--ink);margin:4px 0 10px;width:min(100%,320px)}
.scale{display:grid;grid-template-columns:minmax(120px,200px) 1fr;gap:2px 16px;align-items:center;padding:12px 0 4px;border-bottom:1px solid var(--line)}
.scale:last-child{border-bottom:0}
.scale-name{font-size:14px;font-weight:600}
.track{position:relative;height:8px;border-radius:4px;margin:20px 0 4px;background:linear-gradient(90deg,var(--real) 8%,var(--line) 8%,var(--line) 92%,var(--muted) 92%)}
.mark{position:absolute;top:-4px;width:4px;height:16px;margin-left:-2px;border-radius:2px;background:var(--synthetic)}
.mark b{position:absolute;bottom:16px;left:2px;transform:translateX(-50%);font-size:12.5px;color:var(--synthetic)}
.scale-ends{display:flex;justify-content:space-between;gap:10px;font-size:12.5px;color:var(--muted)}
.scale-ends span:last-child{text-align:right}
footer{color:var(--muted);font-size:13px;margin-top:36px;padding-bottom:40px}
@media (max-width:560px){main,header,footer{padding-left:14px;padding-right:14px}.scale{grid-template-columns:1fr}h1{font-size:22px}}
@media print{
body{background:#fff;font-size:11pt}
nav,#column-filter{display:none}
.card,tr,.scale{break-inside:avoid}
h2,h3,h2+.note,.legend{break-after:avoid}
.scroll{overflow:visible;max-height:none}
table{font-size:9pt}
.grid{grid-template-columns:repeat(3,1fr)}
.wide{grid-template-columns:repeat(2,1fr)}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
)css";

// A number column begins with its largest, names with the first letter.
constexpr const char* script = R"js(
(function () {
  var table = document.querySelector("table.sortable");
  if (!table) return;
  var body = table.tBodies[0];
  var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
  function key(row, column) {
    var cell = row.cells[column];
    var value = cell.getAttribute("data-value");
    return value === null ? cell.textContent.trim().toLowerCase() : value === "" ? -Infinity : Number(value);
  }
  heads.forEach(function (head, column) {
    var button = head.querySelector("button");
    if (!button) return;
    button.addEventListener("click", function () {
      var first = head.classList.contains("number") ? "descending" : "ascending";
      var other = first === "ascending" ? "descending" : "ascending";
      var order = head.getAttribute("aria-sort") === first ? other : first;
      heads.forEach(function (each) { each.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", order);
      var sign = order === "ascending" ? 1 : -1;
      Array.prototype.slice.call(body.rows).sort(function (a, b) {
        var x = key(a, column), y = key(b, column);
        return x < y ? -sign : x > y ? sign : 0;
      }).forEach(function (row) { body.appendChild(row); });
    });
  });
  var filter = document.getElementById("column-filter");
  if (!filter) return;
  filter.hidden = false;
  filter.addEventListener("input", function () {
    var wanted = filter.value.trim().toLowerCase();
    document.querySelectorAll("[data-column]").forEach(function (part) {
      part.hidden = part.getAttribute("data-column").toLowerCase().indexOf(wanted) < 0;
    });
  });
})();
)js";

}  // namespace

std::string page_style() {
    return ":root{color-scheme:light dark;" + std::string(light_colours()) + "}" +
           "@media (prefers-color-scheme:dark){:root{" + dark_colours + "}}" + "@media print{:root{" +
           std::string(light_colours()) + "}}" + std::string(svg_style()) + layout;
}

std::string page_script() { return script; }

}  // namespace replica
