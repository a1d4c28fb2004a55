#include "engine/variable_elimination.hpp"

#include "engine/conditional_table.hpp"
#include "engine/factor.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace replica {
namespace {

/// The codes that evidence leaves to each column: its values as a variable.
class Domains {
public:
    Domains(const Model& model, std::span<const CodeEvidence> evidence) {
        for (const ColumnModel& column : model.columns) {
            codes_.emplace_back(std::max(1U, column.domain_size()));
            for (std::size_t i = 0; i < codes_.back().size(); ++i) codes_.back()[i] = static_cast<std::uint16_t>(i);
        }
        for (const CodeEvidence& of_column : evidence)
            std::erase_if(codes_[of_column.column],
                          [&](std::uint16_t code) { return of_column.likelihood[code] == 0; });
        for (const auto& codes : codes_) sizes_.push_back(static_cast<std::uint32_t>(codes.size()));
    }

    [[nodiscard]] const std::vector<std::uint16_t>& codes(std::uint32_t column) const { return codes_[column]; }
    [[nodiscard]] const std::vector<std::uint32_t>& sizes() const { return sizes_; }

private:
    std::vector<std::vector<std::uint16_t>> codes_;
    std::vector<std::uint32_t> sizes_;
};

std::vector<std::uint32_t> scope_of(const Family& family) {
    std::vector<std::uint32_t> scope = family.parents;
    scope.push_back(family.child);
    std::sort(scope.begin(), scope.end());
    return scope;
}

// How the cells of a family's factor are numbered, by variable of its scope.
struct FamilyDigits {
    std::vector<std::uint64_t> strides;  ///< in the family's configurations; 0 for the child
    std::size_t child = 0;               ///< place of the child in the scope
};

FamilyDigits digits_of(const Family& family, const Factor& factor, const ConditionalTable& table) {
    FamilyDigits digits{std::vector<std::uint64_t>(factor.scope.size(), 0), 0};
    for (std::size_t i = 0; i < factor.scope.size(); ++i) {
        if (factor.scope[i] == family.child) digits.child = i;
        for (std::size_t j = 0; j < family.parents.size(); ++j)
            if (factor.scope[i] == family.parents[j]) digits.strides[i] = table.strides()[j];
    }
    return digits;
}

double share_of(const ConditionalRow& row, std::uint16_t code) {
    const auto found = std::lower_bound(row.codes.begin(), row.codes.end(), code);
    if (found == row.codes.end() || *found != code) return 0;
    return static_cast<double>(row.counts[static_cast<std::size_t>(found - row.codes.begin())]) /
           static_cast<double>(row.total);
}

Factor factor_of(const Family& family, const Model& model, const Domains& domains) {
    const ConditionalTable table(family, model.columns);
    Factor factor{scope_of(family), {}};
    factor.cells.assign(table_cells(factor.scope, domains.sizes(), UINT64_MAX - 1), 0);
    const FamilyDigits digits = digits_of(family, factor, table);
    std::vector<std::uint32_t> values(factor.scope.size(), 0);
    for (double& cell : factor.cells) {
        std::uint64_t configuration = 0;
        for (std::size_t i = 0; i < values.size(); ++i)
            configuration += digits.strides[i] * domains.codes(factor.scope[i])[values[i]];
        cell = share_of(table.row(configuration), domains.codes(family.child)[values[digits.child]]);
        for (std::size_t i = 0; i < values.size() && ++values[i] == domains.sizes()[factor.scope[i]]; ++i)
            values[i] = 0;
    }
    return factor;
}

Factor factor_of(const CodeEvidence& evidence, const Domains& domains) {
    Factor factor{{evidence.column}, {}};
    for (const std::uint16_t code : domains.codes(evidence.column)) factor.cells.push_back(evidence.likelihood[code]);
    return factor;
}

constexpr double whole_count = 1U << 30U;

/// Builds the family of a column from the product of the tables that knew it.
class EliminatedFamily {
public:
    EliminatedFamily(const Model& model, const Domains& domains, const Factor& joint, std::uint32_t child)
        : domains_(domains), joint_(joint) {
        family_.child = child;
        std::size_t stride = 1;
        std::uint64_t full_stride = 1;
        for (const std::uint32_t variable : joint.scope) {
            const std::uint32_t size = domains.sizes()[variable];
            if (variable == child) {
                child_stride_ = stride;
            } else if (size > 1) {
                family_.parents.push_back(variable);
                parents_.push_back({variable, size, stride, full_stride});
                full_stride *= model.columns[variable].domain_size();
            }
            stride *= size;
        }
    }

    Family build() {
        std::vector<std::uint32_t> values(parents_.size(), 0);
        for (bool more = true; more;) {
            add_row(values);
            more = false;
            for (std::size_t i = 0; i < values.size() && !more; ++i) {
                more = ++values[i] < parents_[i].size;
                if (!more) values[i] = 0;
            }
        }
        family_.first_cell.push_back(family_.codes.size());
        return std::move(family_);
    }

private:
    struct Parent {
        std::uint32_t column = 0;
        std::uint32_t size = 0;
        std::size_t stride = 0;         ///< in the joint table
        std::uint64_t full_stride = 0;  ///< in the family's configurations
    };

    void add_row(const std::vector<std::uint32_t>& values) {
        std::size_t cell = 0;
        std::uint64_t configuration = 0;
        for (std::size_t i = 0; i < values.size(); ++i) {
            cell += parents_[i].stride * values[i];
            configuration += parents_[i].full_stride * domains_.codes(parents_[i].column)[values[i]];
        }
        const auto& codes = domains_.codes(family_.child);
        double total = 0;
        for (std::size_t v = 0; v < codes.size(); ++v) total += joint_.cells[cell + v * child_stride_];
        if (total == 0) return;
        family_.configurations.push_back(configuration);
        family_.first_cell.push_back(family_.codes.size());
        for (std::size_t v = 0; v < codes.size(); ++v) {
            const double probability = joint_.cells[cell + v * child_stride_] / total;
            if (probability == 0) continue;
            family_.codes.push_back(codes[v]);
            family_.counts.push_back(static_cast<std::uint32_t>(std::max(1.0, std::round(whole_count * probability))));
        }
    }

    const Domains& domains_;
    const Factor& joint_;
    std::vector<Parent> parents_;
    std::size_t child_stride_ = 1;
    Family family_;
};

/// The tables that are left, and the columns still to be summed out.
class Elimination {
public:
    Elimination(const Model& model, std::span<const CodeEvidence> evidence, std::uint64_t max_cells)
        : model_(model), max_cells_(max_cells), domains_(model, evidence) {
        const auto& sizes = domains_.sizes();
        impossible_ = std::find(sizes.begin(), sizes.end(), 0U) != sizes.end();
        if (impossible_) return;
        const std::vector<bool> involved = ancestors_of(model, evidence);
        for (const Family& family : model.families) {
            if (!involved[family.child]) continue;
            too_large_ = too_large_ || !fits(scope_of(family));
            if (too_large_) return;
            waiting_.push_back(family.child);
            factors_.push_back(factor_of(family, model, domains_));
        }
        for (const CodeEvidence& of_column : evidence) factors_.push_back(factor_of(of_column, domains_));
    }

    std::optional<Eliminated> run() {
        if (impossible_) return Eliminated{};
        while (!too_large_ && !waiting_.empty()) sum_out_next();
        if (too_large_) return std::nullopt;
        for (const Factor& factor : factors_) {
            // Of columns with a single code, and what is left of the others.
            double sum = 0;
            for (const double cell : factor.cells) sum += cell;
            result_.mass *= sum;
        }
        std::reverse(result_.families.begin(), result_.families.end());
        return std::move(result_);
    }

private:
    [[nodiscard]] bool fits(const std::vector<std::uint32_t>& scope) const {
        std::vector<std::uint32_t> full_sizes;
        for (const ColumnModel& column : model_.columns) full_sizes.push_back(std::max(1U, column.domain_size()));
        return table_cells(scope, domains_.sizes(), max_cells_) <= max_cells_ &&
               table_cells(scope, full_sizes, std::uint64_t{1} << 62U) <= std::uint64_t{1} << 62U;
    }

    std::vector<Factor> take_factors(std::uint32_t column) {
        const auto known = std::stable_partition(factors_.begin(), factors_.end(), [&](const Factor& factor) {
            return !std::binary_search(factor.scope.begin(), factor.scope.end(), column);
        });
        std::vector<Factor> taken(std::make_move_iterator(known), std::make_move_iterator(factors_.end()));
        factors_.erase(known, factors_.end());
        return taken;
    }

    [[nodiscard]] std::vector<std::uint32_t> neighbourhood(std::uint32_t column) const {
        std::vector<std::uint32_t> scope;
        for (const Factor& factor : factors_)
            if (std::binary_search(factor.scope.begin(), factor.scope.end(), column))
                scope.insert(scope.end(), factor.scope.begin(), factor.scope.end());
        std::sort(scope.begin(), scope.end());
        scope.erase(std::unique(scope.begin(), scope.end()), scope.end());
        return scope;
    }

    [[nodiscard]] std::uint32_t cheapest() const {
        const auto is_row = [&](std::uint32_t column) { return model_.columns[column].tier == Tier::row; };
        const bool any_row = std::any_of(waiting_.begin(), waiting_.end(), is_row);
        std::uint32_t best = 0;
        std::uint64_t least = UINT64_MAX;
        for (const std::uint32_t column : waiting_) {
            if (any_row && !is_row(column)) continue;
            const std::uint64_t cells = table_cells(neighbourhood(column), domains_.sizes(), UINT64_MAX - 2);
            if (cells > least || (cells == least && column > best)) continue;
            least = cells;
            best = column;
        }
        return best;
    }

    void sum_out_next() {
        const std::uint32_t column = cheapest();
        too_large_ = !fits(neighbourhood(column));
        if (too_large_) return;
        const Factor joint = product(take_factors(column), domains_.sizes());
        std::erase(waiting_, column);
        Factor message = sum_out(joint, column, domains_.sizes());
        scale(message);
        if (result_.mass > 0) result_.families.push_back(EliminatedFamily(model_, domains_, joint, column).build());
        factors_.push_back(std::move(message));
    }

    // So that many small probabilities don't underflow before the last sum.
    void scale(Factor& message) {
        const double most = *std::max_element(message.cells.begin(), message.cells.end());
        result_.mass *= most;
        if (most == 0) return;
        for (double& cell : message.cells) cell /= most;
    }

    const Model& model_;
    std::uint64_t max_cells_;
    Domains domains_;
    std::vector<std::uint32_t> waiting_;
    std::vector<Factor> factors_;
    bool impossible_ = false;
    bool too_large_ = false;
    Eliminated result_{{}, 1};
};

}  // namespace

std::vector<bool> ancestors_of(const Model& model, std::span<const CodeEvidence> evidence) {
    std::vector<bool> involved(model.columns.size(), false);
    for (const CodeEvidence& of_column : evidence) involved[of_column.column] = true;
    for (auto family = model.families.rbegin(); family != model.families.rend(); ++family) {
        if (!involved[family->child]) continue;
        for (const std::uint32_t parent : family->parents) involved[parent] = true;
    }
    return involved;
}

std::optional<Eliminated> eliminate(const Model& model, std::span<const CodeEvidence> evidence,
                                    std::uint64_t max_cells) {
    return Elimination(model, evidence, max_cells).run();
}

}  // namespace replica
