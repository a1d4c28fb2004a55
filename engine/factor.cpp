#include "engine/factor.hpp"

#include <algorithm>

namespace replica {
namespace {

// By variable of `scope`, how far a step of it goes in the factor's cells; 0 where it isn't in the factor's scope.
std::vector<std::size_t> strides_in(const Factor& factor, std::span<const std::uint32_t> scope,
                                    std::span<const std::uint32_t> sizes) {
    std::vector<std::size_t> strides(scope.size(), 0);
    std::size_t stride = 1;
    for (const std::uint32_t variable : factor.scope) {
        const auto place = std::lower_bound(scope.begin(), scope.end(), variable);
        if (place != scope.end() && *place == variable)
            strides[static_cast<std::size_t>(place - scope.begin())] = stride;
        stride *= sizes[variable];
    }
    return strides;
}

/// Walks through the cells of a table over `scope` in order, and knows the cell of a factor that goes with it.
class CellWalk {
public:
    CellWalk(std::span<const std::uint32_t> scope, std::span<const std::uint32_t> sizes,
             std::vector<std::size_t> strides)
        : strides_(std::move(strides)), digits_(scope.size(), 0) {
        for (const std::uint32_t variable : scope) sizes_.push_back(sizes[variable]);
    }

    [[nodiscard]] std::size_t cell() const { return cell_; }

    void step() {
        for (std::size_t i = 0; i < digits_.size(); ++i) {
            cell_ += strides_[i];
            if (++digits_[i] < sizes_[i]) return;
            cell_ -= strides_[i] * sizes_[i];
            digits_[i] = 0;
        }
    }

private:
    std::vector<std::size_t> strides_;
    std::vector<std::uint32_t> digits_, sizes_;
    std::size_t cell_ = 0;
};

}  // namespace

std::uint64_t table_cells(std::span<const std::uint32_t> scope, std::span<const std::uint32_t> sizes,
                          std::uint64_t most) {
    std::uint64_t cells = 1;
    for (const std::uint32_t variable : scope) {
        if (cells > most / sizes[variable]) return most + 1;
        cells *= sizes[variable];
    }
    return cells;
}

std::vector<std::uint32_t> joint_scope(std::span<const Factor> factors) {
    std::vector<std::uint32_t> scope;
    for (const Factor& factor : factors) scope.insert(scope.end(), factor.scope.begin(), factor.scope.end());
    std::sort(scope.begin(), scope.end());
    scope.erase(std::unique(scope.begin(), scope.end()), scope.end());
    return scope;
}

Factor product(std::span<const Factor> factors, std::span<const std::uint32_t> sizes) {
    Factor result{joint_scope(factors), {}};
    result.cells.assign(table_cells(result.scope, sizes, UINT64_MAX - 1), 1);
    for (const Factor& factor : factors) {
        CellWalk walk(result.scope, sizes, strides_in(factor, result.scope, sizes));
        for (double& cell : result.cells) {
            cell *= factor.cells[walk.cell()];
            walk.step();
        }
    }
    return result;
}

Factor sum_out(const Factor& factor, std::uint32_t variable, std::span<const std::uint32_t> sizes) {
    Factor result;
    std::copy_if(factor.scope.begin(), factor.scope.end(), std::back_inserter(result.scope),
                 [&](std::uint32_t other) { return other != variable; });
    result.cells.assign(table_cells(result.scope, sizes, UINT64_MAX - 1), 0);
    CellWalk walk(factor.scope, sizes, strides_in(result, factor.scope, sizes));
    for (const double cell : factor.cells) {
        result.cells[walk.cell()] += cell;
        walk.step();
    }
    return result;
}

}  // namespace replica
