#include "io/deidentify/deidentified_extract.hpp"

#include "engine/error.hpp"
#include "engine/mpi/agreement.hpp"
#include "engine/privacy/unit_rows.hpp"
#include "io/csv/csv_field.hpp"
#include "io/csv/text_form.hpp"
#include "io/deidentify/ordered_parts.hpp"
#include "io/deidentify/value_treater.hpp"
#include "io/extract_scan.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

namespace replica {
namespace {

bool needs_dates(Treatment treatment) {
    return treatment == Treatment::shift || treatment == Treatment::truncate || treatment == Treatment::hours;
}

void add(const DeidentifyRecord& from, DeidentifyRecord& to) {
    to.rows_read += from.rows_read;
    to.rows_written += from.rows_written;
    to.rules.resize(from.rules.size());
    for (std::size_t r = 0; r < from.rules.size(); ++r) {
        to.rules[r].changed += from.rules[r].changed;
        to.rules[r].made_missing += from.rules[r].made_missing;
        to.rules[r].rows_left_out += from.rules[r].rows_left_out;
        to.rules[r].rows_blanked += from.rules[r].rows_blanked;
    }
}

DeidentifyRecord summed(DeidentifyRecord mine, const Communicator& world) {
    std::vector<std::uint64_t> figures{mine.rows_read, mine.rows_written};
    for (const RuleRecord& rule : mine.rules)
        for (const std::uint64_t figure : {rule.changed, rule.made_missing, rule.rows_left_out, rule.rows_blanked})
            figures.push_back(figure);
    world.sum_in_place(figures);
    DeidentifyRecord all{figures[0], figures[1], {}};
    for (std::size_t at = 2; at < figures.size(); at += 4)
        all.rules.push_back({figures[at], figures[at + 1], figures[at + 2], figures[at + 3]});
    return all;
}

/// By rule and row of this rank: whether it is in a small cell. Rows that aren't kept are in none.
using SmallCellRows = std::map<std::size_t, std::vector<bool>>;

std::uint64_t first_own_row(const ExtractSource& source) {
    return source.own_states.empty() ? 0 : source.own_states.front().first_row;
}

/// Collective: a pass for each rule of small cells, over the treated values of its columns.
SmallCellRows find_small_cells(const DeidentifyPlan& plan, ExtractSource& source, const std::vector<OutColumn>& columns,
                               const Communicator& world, int threads) {
    SmallCellRows small;
    for (std::size_t r = 0; r < plan.rules.size(); ++r) {
        const DeidentifyRule& rule = plan.rules[r];
        if (rule.treatment != Treatment::small_cells) continue;
        std::uint64_t own = 0;
        for (const ChunkState& state : source.own_states) own += state.rows;
        std::vector<UnitId> cells(own);
        std::vector<std::uint8_t> kept(own);
        scan(source, world, threads, [&](const TokenizedChunk& chunk) {
            ValueTreater treater(plan, source);
            for (std::size_t row = 0; row < chunk.rows; ++row) {
                const std::uint64_t at = chunk.first_row - first_own_row(source) + row;
                kept[at] = treater.keeps(chunk, row) ? 1 : 0;
                std::string combination;
                for (const OutColumn& column : columns) {
                    if (index_of(rule.columns, source.columns[column.source]) == rule.columns.size()) continue;
                    const auto value = treater.value(chunk, row, column);
                    combination += value ? "=" + std::to_string(value->size()) + ":" + *value : std::string("-");
                }
                cells[at] = unit_of(combination, 0);
            }
        });
        std::vector<UnitId> counted;
        for (std::size_t row = 0; row < own; ++row)
            if (kept[row] != 0) counted.push_back(cells[row]);
        const auto sizes = count_rows_of_units(counted, world);
        auto next = sizes.begin();
        std::vector<bool>& flags = small[r];
        for (std::size_t row = 0; row < own; ++row) flags.push_back(kept[row] != 0 && *next++ < rule.k);
    }
    return small;
}

}  // namespace

bool needs_key(const std::vector<DeidentifyRule>& rules) {
    return std::any_of(rules.begin(), rules.end(), [](const DeidentifyRule& rule) {
        return rule.treatment == Treatment::pseudonym || rule.treatment == Treatment::shift;
    });
}

std::vector<bool> treated_columns(const std::vector<DeidentifyRule>& rules, const std::vector<std::string>& names) {
    std::vector<bool> treated(names.size());
    for (const DeidentifyRule& rule : rules) {
        const bool treats = rule.treatment != Treatment::keep && rule.treatment != Treatment::small_cells;
        for (const std::string& name : rule.columns)
            if (treats) treated[index_of(names, name)] = true;
    }
    return treated;
}

DeidentifyPlan plan_deidentification(std::vector<DeidentifyRule> rules, const ExtractSource& source,
                                     const std::vector<ColumnProfile>& profiles) {
    const auto check_there = [&](const std::string& name, Treatment treatment) {
        if (index_of(source.columns, name) == source.columns.size())
            throw InputError("a rule (" + std::string(name_of(treatment)) + ") names the column " + name + ", which " +
                             source.files.front().path + " doesn't have; correct the name");
    };
    DeidentifyPlan plan;
    for (const ColumnProfile& profile : profiles) plan.formats.push_back(profile.format().result());
    std::set<std::string> dropped;
    for (const DeidentifyRule& rule : rules) {
        if (!rule.person.empty()) check_there(rule.person, rule.treatment);
        for (const std::string& name : rule.columns) {
            check_there(name, rule.treatment);
            if (rule.treatment == Treatment::drop) dropped.insert(name);
            const ValueType type = plan.formats[index_of(source.columns, name)].type;
            const bool dated = type == ValueType::date || type == ValueType::datetime;
            const bool any = profiles[index_of(source.columns, name)].values().total() > 0;
            if (needs_dates(rule.treatment) && !dated && any)
                throw InputError("column " + name + " holds no dates that can be read, so the rule \"" +
                                 std::string(name_of(rule.treatment)) + "\" can't treat it; correct the rule");
        }
    }
    plan.rules = std::move(rules);
    std::set<std::string> names;
    for (const OutColumn& column : out_columns(plan, source.columns)) {
        if (!names.insert(column.name).second)
            throw InputError("two columns of the result would be called " + column.name + "; choose another \"as\"");
    }
    for (const DeidentifyRule& rule : plan.rules) {
        for (const std::string& name : rule.columns) {
            if (rule.treatment == Treatment::small_cells && dropped.contains(name))
                throw InputError("column " + name +
                                 " is dropped, and can't make small cells; leave it out of that rule");
        }
    }
    if (names.empty()) throw InputError("the rules drop every column; leave at least one in");
    return plan;
}

DeidentifyRecord write_deidentified(const DeidentifyPlan& plan, ExtractSource& source, const std::filesystem::path& out,
                                    const TextForm& form, const Communicator& world, int threads) {
    const std::vector<OutColumn> columns = out_columns(plan, source.columns);
    const SmallCellRows small = find_small_cells(plan, source, columns, world, threads);
    const CsvField field(form);
    std::string header;
    for (const OutColumn& column : columns) {
        field.append(column.name, header);
        header += &column == &columns.back() ? '\n' : form.separator;
    }
    OrderedParts parts(out, source, world);
    DeidentifyRecord record;
    record.rules.resize(plan.rules.size());
    std::mutex adding;
    scan(source, world, threads, [&](const TokenizedChunk& chunk) {
        ValueTreater treater(plan, source);
        std::string text;
        for (std::size_t row = 0; row < chunk.rows; ++row) {
            ++treater.record().rows_read;
            if (!treater.keeps(chunk, row)) continue;
            const std::uint64_t at = chunk.first_row - first_own_row(source) + row;
            std::set<std::string> blank;
            bool suppressed = false;
            for (const auto& [r, flags] : small) {
                if (!flags[at]) continue;
                const DeidentifyRule& rule = plan.rules[r];
                RuleRecord& done = treater.record().rules[r];
                suppressed = rule.small_cells == SmallCells::suppress;
                ++(suppressed ? done.rows_left_out : done.rows_blanked);
                if (suppressed) break;
                blank.insert(rule.columns.begin(), rule.columns.end());
            }
            if (suppressed) continue;
            ++treater.record().rows_written;
            for (const OutColumn& column : columns) {
                const bool blanked = blank.contains(source.columns[column.source]);
                const auto value = blanked ? std::nullopt : treater.value(chunk, row, column);
                if (value)
                    field.append(*value, text);
                else
                    text += form.missing_token;
                text += &column == &columns.back() ? '\n' : form.separator;
            }
        }
        parts.add(chunk.index, std::move(text));
        const std::lock_guard lock(adding);
        add(treater.record(), record);
    });
    parts.finish(header);
    return summed(std::move(record), world);
}

}  // namespace replica
