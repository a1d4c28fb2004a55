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

// Cells are numbered by the table's columns in their order; turned: by the second column first.
PairTable pair_table(const SetTable& table, bool turned, std::uint32_t first_codes, std::uint32_t second_codes) {
    PairTable cells;
    for (std::size_t i = 0; i < table.cells.size(); ++i) {
        const std::uint64_t cell = table.cells[i];
        cells.push_back({turned ? cell % second_codes * first_codes + cell / second_codes : cell,
                         static_cast<double>(table.counts[i])});
    }
    return cells;
}

/// Counts pairs of the model's columns, those of persons once a person.
class PairCounting {
public:
    PairCounting(const CountedColumns* persons, const CountedColumns& rows, std::vector<std::uint32_t> columns,
                 const Placement& placement)
        : persons_(persons), rows_(rows), columns_(std::move(columns)), placement_(placement) {}

    std::vector<PairTable> operator()(CountedUnit unit, std::span<const IndexPair> pairs) const {
        const CountedColumns& from = unit == CountedUnit::person ? *persons_ : rows_;
        std::vector<std::vector<std::uint16_t>> sets;
        for (const auto& [first, second] : pairs) sets.push_back(set_of(from, first, second));
        const std::vector<SetTable> counted = count_sets(sets, from.table.rows(), placement_);
        std::vector<PairTable> tables;
        for (std::size_t i = 0; i < counted.size(); ++i) {
            const auto& columns = counted[i].columns;
            const bool turned = columns[0] != from.index_of(columns_[pairs[i].first]);
            tables.push_back(
                pair_table(counted[i], turned, from.table.domains()[columns[0]], from.table.domains()[columns[1]]));
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

}  // namespace

void tell_copula(const CopulaFigures& figures, const Copula& copula, Log& log) {
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
    learned.copula = learn_copula(shell, columns, groups, counting, 0, placement.world().is_root(), figures);
    tell_copula(figures, learned.copula, log);
    return learned;
}

}  // namespace replica
