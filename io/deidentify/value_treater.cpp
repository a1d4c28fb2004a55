#include "io/deidentify/value_treater.hpp"

#include <algorithm>

namespace replica {
namespace {

bool is_of_values(Treatment treatment) {
    return treatment != Treatment::drop && treatment != Treatment::keep && treatment != Treatment::small_cells;
}

}  // namespace

std::size_t index_of(const std::vector<std::string>& names, const std::string& name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

std::vector<OutColumn> out_columns(const DeidentifyPlan& plan, const std::vector<std::string>& names) {
    std::vector<OutColumn> columns;
    std::vector<OutColumn> renamed;
    for (std::size_t c = 0; c < names.size(); ++c) {
        OutColumn column{c, names[c], {}};
        bool dropped = false;
        for (std::size_t r = 0; r < plan.rules.size(); ++r) {
            const DeidentifyRule& rule = plan.rules[r];
            if (index_of(rule.columns, names[c]) == rule.columns.size()) continue;
            dropped = dropped || rule.treatment == Treatment::drop;
            if (is_of_values(rule.treatment)) column.rules.push_back(r);
            if (!rule.as.empty()) column.name = rule.as;
        }
        if (!dropped) (column.name == names[c] ? columns : renamed).push_back(std::move(column));
    }
    columns.insert(columns.end(), renamed.begin(), renamed.end());
    return columns;
}

ValueTreater::ValueTreater(const DeidentifyPlan& plan, const ExtractSource& source) : plan_(plan) {
    record_.rules.resize(plan.rules.size());
    for (const DeidentifyRule& rule : plan.rules) {
        persons_.push_back(rule.person.empty() ? source.columns.size() : index_of(source.columns, rule.person));
        std::vector<std::size_t> columns;
        for (const std::string& name : rule.columns) columns.push_back(index_of(source.columns, name));
        columns_.push_back(std::move(columns));
    }
}

bool ValueTreater::keeps(const TokenizedChunk& chunk, std::size_t row) {
    for (std::size_t r = 0; r < plan_.rules.size(); ++r) {
        const DeidentifyRule& rule = plan_.rules[r];
        if (rule.treatment != Treatment::keep) continue;
        for (const std::size_t column : columns_[r]) {
            const bool there = chunk.missing_token(row, column) < 0;
            if (there && index_of(rule.values, std::string(chunk.text(row, column))) < rule.values.size()) continue;
            ++record_.rules[r].rows_left_out;
            return false;
        }
    }
    return true;
}

std::optional<std::string> ValueTreater::value(const TokenizedChunk& chunk, std::size_t row, const OutColumn& column) {
    if (chunk.missing_token(row, column.source) >= 0) return std::nullopt;
    std::optional<std::string> text(chunk.text(row, column.source));
    for (const std::size_t r : column.rules) {
        auto treated = treat_by(r, *text, chunk, row, column);
        record_.rules[r].changed += treated && *treated != *text ? 1 : 0;
        record_.rules[r].made_missing += treated ? 0 : 1;
        if (!treated) return std::nullopt;
        text = std::move(treated);
    }
    return text;
}

std::optional<std::string> ValueTreater::treat_by(std::size_t r, const std::string& text, const TokenizedChunk& chunk,
                                                  std::size_t row, const OutColumn& column) const {
    const DeidentifyRule& rule = plan_.rules[r];
    if (rule.treatment == Treatment::pseudonym) return plan_.key->pseudonym(text);
    std::int64_t days = 0;
    if (rule.treatment == Treatment::shift) {
        if (chunk.missing_token(row, persons_[r]) >= 0) return std::nullopt;  // whose date it is isn't known
        days = plan_.key->shift_days(chunk.text(row, persons_[r]), rule.days);
    }
    return treat(rule, text, plan_.formats[column.source], days);
}

}  // namespace replica
