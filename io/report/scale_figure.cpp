#include "io/report/scale_figure.hpp"

#include "engine/evaluation/verdicts.hpp"
#include "io/report/html_text.hpp"
#include "io/report/svg_canvas.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

// Per cent of the line. Left of its begin is better than a second sample, right of its end worse than useless: both
// have room. Where its ends can't be told apart the mark stands at the end that agrees with the verdict.
double place_of(const Fidelity& fidelity) {
    constexpr double room = 0.08;
    double position = position_of(fidelity);
    if (std::isnan(position)) position = level_of(fidelity) == VerdictLevel::good ? 0 : 1 + room;
    return 8 + 84 * std::clamp(position, -room, 1 + room);
}

}  // namespace

std::string scale_figure(const std::string& label, const Fidelity& fidelity, const std::string& second,
                         const std::string& useless) {
    if (std::isnan(fidelity.value)) return "";
    const double place = place_of(fidelity);
    const std::string says = label + ": " + number_text(fidelity.value) + ", a " + second + " " +
                             number_text(fidelity.second_sample) + ", " + useless + " " + number_text(fidelity.useless);
    return "<div class=\"scale\"><div class=\"scale-name\">" + escaped(label) + "</div><div class=\"scale-line\">" +
           "<div class=\"track\" role=\"img\" aria-label=\"" + escaped(says) + "\" title=\"" + escaped(says) +
           "\"><span class=\"mark\" style=\"left:" + svg_number(place) + "%\"><b>" + number_text(fidelity.value) +
           "</b></span></div><div class=\"scale-ends\"><span>" + escaped(second) + " " +
           number_text(fidelity.second_sample) + "</span><span>" + escaped(useless) + " " +
           number_text(fidelity.useless) + "</span></div></div></div>";
}

}  // namespace replica
