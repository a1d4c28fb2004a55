#include "engine/schema.hpp"
#include "jobs/log.hpp"
#include "jobs/model_views.hpp"
#include "jobs/privacy_page.hpp"

#include <algorithm>
#include <iomanip>
#include <sstream>

namespace replica {
namespace {

std::string_view mode_text(Mode mode) {
    switch (mode) {
        case Mode::random: return "random";
        case Mode::independent: return "independent";
        case Mode::correlated: return "correlated";
        case Mode::copula: return "copula";
    }
    return "";
}

// What is drawn inside the bins of a date or datetime.
std::string calendar_text(const ColumnModel& column) {
    std::string text;
    if (column.calendar) {
        const Holidays& holidays = column.calendar->holidays;
        text = "; inside them weekday, day of the year";
        if (holidays.rules != HolidayRules::none) text += ", holidays " + std::string(name_of(holidays.rules));
        if (!holidays.days.empty()) text += ", " + std::to_string(holidays.days.size()) + " holidays";
        if (column.calendar->has_times()) text += ", time of day";
    }
    if (!column.zones.empty()) text += "; " + std::to_string(column.zones.size()) + " time zones";
    return text;
}

std::string categories_text(const ColumnModel& column) {
    std::string text = std::to_string(column.values.size()) + " values";
    if (!column.pools.empty()) text += " and " + std::to_string(column.pools.size()) + " pools of rarer ones";
    return text;
}

std::string encoding_text(const ColumnModel& column) {
    std::string text;
    switch (column.encoding) {
        case Encoding::categorical: text = categories_text(column); break;
        case Encoding::binned: text = std::to_string(column.bin_low.size()) + " bins"; break;
        case Encoding::presence: text = "not modelled"; break;
        case Encoding::interval: text = std::to_string(column.bin_low.size()) + " bins of an interval"; break;
        case Encoding::sum: text = "a sum"; break;
        case Encoding::derived: text = "made from another column"; break;
    }
    text += calendar_text(column);
    if (column.has_own) text += ", also without it";
    if (column.has_pooled) text += ", rare ones pooled";
    if (column.has_missing) text += ", may be missing";
    if (column.tier == Tier::person) text += ", once a person";
    return text;
}

// Widths count bytes, so a name beyond ASCII gets fewer spaces than it should.
std::size_t name_width(const Model& model) {
    std::size_t width = 6;
    for (const ColumnModel& column : model.columns) width = std::max(width, column.name.size());
    return std::min<std::size_t>(width, 40);
}

void summarise_columns(const Model& model, std::ostream& out) {
    const int width = static_cast<int>(name_width(model)) + 2;
    out << std::left << std::setw(width) << "column" << std::setw(11) << "role" << std::setw(10) << "type"
        << "codes\n";
    for (const ColumnModel& column : model.columns) {
        out << std::setw(width) << column.name << std::setw(11) << name_of(column.role) << std::setw(10)
            << name_of(column.format.type) << encoding_text(column) << "\n";
    }
}

std::string derivation_text(const Model& model, const Derivation& derivation) {
    const std::string source = model.columns[derivation.source].name;
    if (!derivation.label_of_hour.empty()) return "the hour of " + source;
    return std::string(derivation.by_prefix ? "the beginning of " : "") + source + " in a table of " +
           grouped(derivation.keys.size()) + " keys";
}

void summarise_dependents(const Model& model, std::ostream& out) {
    std::string lines;
    for (const ColumnModel& column : model.columns) {
        if (column.relation) {
            for (const std::string& rule : column.relation->rules) lines += "  " + column.name + ": " + rule + "\n";
        }
        if (column.derivation) lines += "  " + column.name + ": " + derivation_text(model, *column.derivation) + "\n";
    }
    if (!lines.empty()) out << "\ncolumns that follow from others, in every row\n" << lines;
}

void summarise_network(const Model& model, std::ostream& out) {
    out << "\nnetwork, in the order that it is sampled (score in nats)\n" << std::fixed << std::setprecision(4);
    for (const Family& family : model.families) {
        out << "  " << model.columns[family.child].name;
        for (std::size_t i = 0; i < family.parents.size(); ++i) {
            out << (i == 0 ? " <- " : ", ") << model.columns[family.parents[i]].name;
        }
        if (!family.parents.empty())
            out << "  (" << family.score << ", " << family.configurations.size() << " configurations)";
        out << "\n";
    }
}

}  // namespace

std::string model_summary(const Model& model) {
    std::ostringstream out;
    out << mode_text(model.mode) << " model of " << grouped(model.provenance.rows) << " rows and "
        << model.columns.size() << " columns";
    if (model.mode == Mode::correlated) {
        out << ", degree " << model.provenance.degree << ", score " << model.provenance.score;
    }
    out << "\nmade by replica " << model.provenance.version;
    out << (model.privacy ? ", with differential privacy\n" : ", without differential privacy\n");
    if (model.provenance.sensitive)
        out << (model.privacy ? "sensitive: see why below\n" : "sensitive: holds exact counts of real people\n");
    if (model.privacy) out << "\n" << privacy_page(*model.privacy);
    out << "\n";
    summarise_columns(model, out);
    summarise_dependents(model, out);
    if (!model.families.empty()) summarise_network(model, out);
    return out.str();
}

}  // namespace replica
