#include "jobs/describe_copula.hpp"

#include "engine/copula_learning.hpp"
#include "engine/counting/counted_table.hpp"
#include "engine/network_learning.hpp"
#include "engine/parameters.hpp"
#include "jobs/describe_counting.hpp"

#include <algorithm>
#include <sstream>

namespace replica {
namespace {

/// The columns of a counted table, and which of them is which.
struct CountedColumns {
    CountedTable table;
    std::vector<std::uint32_t> columns;  ///< of the model

    [[nodiscard]] std::uint16_t index_of(std::uint32_t column) const {
        return static_cast<std::uint16_t>(std::find(columns.begin(), columns.end(), column) - columns.begin());
    }
};

// Marginals of a tier, the other's columns being placed already.
std::vector<Family> learn_marginals(const CountedColumns& counted, std::vector<std::uint32_t> placed, int threads,
                                    const Placement& placement) {
    LearningOptions learning;
    learning.mode = Mode::independent;
    learning.threads = threads;
    learning.placed = std::move(placed);
    LearningFigures figures;
    return learn_network(counted.table, counted.columns, learning, placement, {}, {}, figures);
}

// Cells are numbered by the table's columns in their order; turns them to number by the second column first.
SetTable transposed(const SetTable& table, std::uint32_t first_codes, std::uint32_t second_codes) {
    SetTable turned{{table.columns[1], table.columns[0]}, {}, {}};
    std::vector<std::pair<std::uint64_t, std::uint32_t>> cells;
    for (std::size_t i = 0; i < table.cells.size(); ++i) {
        const std::uint64_t first = table.cells[i] / second_codes;
        const std::uint64_t second = table.cells[i] % second_codes;
        cells.emplace_back(second * first_codes + first, table.counts[i]);
    }
    std::sort(cells.begin(), cells.end());
    for (const auto& [cell, count] : cells) {
        turned.cells.push_back(cell);
        turned.counts.push_back(count);
    }
    return turned;
}

/// Counts pairs of the model's columns, those of persons once a person.
class PairCounting {
public:
    PairCounting(const CountedColumns* persons, const CountedColumns& rows, std::vector<std::uint32_t> columns,
                 const Placement& placement)
        : persons_(persons), rows_(rows), columns_(std::move(columns)), placement_(placement) {}

    std::vector<SetTable> operator()(CountedUnit unit, std::span<const IndexPair> pairs) const {
        const CountedColumns& from = unit == CountedUnit::person ? *persons_ : rows_;
        std::vector<std::vector<std::uint16_t>> sets;
        for (const auto& [first, second] : pairs) sets.push_back(set_of(from, first, second));
        std::vector<SetTable> tables = count_sets(sets, from.table.rows(), placement_);
        for (std::size_t i = 0; i < tables.size(); ++i) {
            SetTable& table = tables[i];
            const bool turned = table.columns[0] != from.index_of(columns_[pairs[i].first]);
            if (turned)
                table =
                    transposed(table, from.table.domains()[table.columns[0]], from.table.domains()[table.columns[1]]);
        }
        return tables;
    }

private:
    [[nodiscard]] std::vector<std::uint16_t> set_of(const CountedColumns& counted, std::uint32_t first,
                                                    std::uint32_t second) const {
        std::vector<std::uint16_t> set{counted.index_of(columns_[first]), counted.index_of(columns_[second])};
        std::sort(set.begin(), set.end());
        return set;
    }

    const CountedColumns* persons_;
    const CountedColumns& rows_;
    std::vector<std::uint32_t> columns_;
    const Placement& placement_;
};

void tell(const CopulaFigures& figures, const Copula& copula, Log& log) {
    std::ostringstream text;
    text << "copula of " << copula.variables.size() << " latent variables, from " << grouped(figures.tables)
         << " joint tables";
    if (figures.largest_change > 0)
        text << "; to be one, its matrix was changed by at most " << figures.largest_change << " ("
             << figures.most_changed << ")";
    log.info(text.str());
    constexpr double worth_telling = 0.02;
    if (figures.strongest_out_of_reach > worth_telling)
        log.detail("  a rank correlation is " + std::to_string(figures.strongest_out_of_reach) +
                   " beyond what a copula can give its columns");
}

}  // namespace

LearnedCopula learn_by_copula(EncodedExtract extract, const std::vector<ColumnCodec>& codecs,
                              const std::vector<MissingGroup>& groups, int threads, const Placement& placement,
                              Log& log) {
    const std::vector<std::uint32_t> of_persons =
        extract.persons.table ? modelled_columns(codecs, Tier::person) : std::vector<std::uint32_t>{};
    const std::vector<std::uint32_t> all = modelled_columns(codecs);
    LearnedCopula learned;
    if (all.empty()) return learned;
    std::optional<CountedColumns> persons;
    if (!of_persons.empty()) {
        persons.emplace(CountedColumns{
            CountedTable(std::move(*extract.persons.table), of_persons, placement, 0, Merging::never, threads),
            of_persons});
        learned.families = learn_marginals(*persons, {}, threads, placement);
    }
    const CountedColumns rows{CountedTable(std::move(extract.rows), all, placement, 0, Merging::never, threads), all};
    for (Family& family : learn_marginals(rows, of_persons, threads, placement))
        learned.families.push_back(std::move(family));

    Model shell;
    for (const ColumnCodec& codec : codecs) shell.columns.push_back(codec.model);
    shell.families = learned.families;
    std::vector<std::uint32_t> columns = of_persons;
    std::copy_if(all.begin(), all.end(), std::back_inserter(columns), [&](std::uint32_t column) {
        return std::find(of_persons.begin(), of_persons.end(), column) == of_persons.end();
    });
    const PairCounting counting(persons ? &*persons : nullptr, rows, columns, placement);
    CopulaFigures figures;
    learned.copula = learn_copula(shell, columns, groups, counting, placement.world().is_root(), figures);
    tell(figures, learned.copula, log);
    return learned;
}

}  // namespace replica
