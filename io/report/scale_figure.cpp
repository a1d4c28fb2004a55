#include "io/report/scale_figure.hpp"

#include "engine/evaluation/verdicts.hpp"
#include "io/report/html_text.hpp"
#include "io/report/svg_canvas.hpp"

#include <algorithm>
#include <cmath>

namespace replica {

std::string scale_figure(const std::string& label, const Fidelity& fidelity, const std::string& useless) {
    if (std::isnan(fidelity.value)) return "";
    const double position = position_of(fidelity);
    // Left of the line's begin is better than a second sample, right of its end worse than useless: both have room.
    const double place = std::isnan(position) ? 8 : 8 + 84 * std::clamp(position, -0.08, 1.08);
    const std::string says = label + ": " + number_text(fidelity.value) + ", a second real sample " +
                             number_text(fidelity.second_sample) + ", " + useless + " " + number_text(fidelity.useless);
    return "<div class=\"scale\"><div class=\"scale-name\">" + escaped(label) + "</div><div class=\"scale-line\">" +
           "<div class=\"track\" role=\"img\" aria-label=\"" + escaped(says) + "\" title=\"" + escaped(says) +
           "\"><span class=\"mark\" style=\"left:" + svg_number(place) + "%\"><b>" + number_text(fidelity.value) +
           "</b></span></div><div class=\"scale-ends\"><span>second real sample " +
           number_text(fidelity.second_sample) + "</span><span>" + escaped(useless) + " " +
           number_text(fidelity.useless) + "</span></div></div></div>";
}

}  // namespace replica
