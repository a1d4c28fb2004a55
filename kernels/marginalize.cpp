#include "kernels/marginalize.hpp"

#include <cassert>

namespace replica {
namespace {

/// Long inner axis: whole slices are added, four at a time so that the result is loaded and stored a quarter as often.
struct AddSlices {
    [[gnu::always_inline]] void operator()(const std::uint32_t* __restrict counts, AxisShape shape,
                                           std::uint32_t* __restrict result) const {
        const std::size_t inner = shape.inner;
        for (std::size_t o = 0; o < shape.outer; ++o) {
            const std::uint32_t* slice = counts + o * shape.extent * inner;
            std::uint32_t* __restrict out = result + o * inner;
            std::size_t y = (shape.extent - 1) % 4 + 1;
            start(slice, y, inner, out);
            for (; y < shape.extent; y += 4) {
                const std::uint32_t* a = slice + y * inner;
                for (std::size_t i = 0; i < inner; ++i)
                    out[i] += (a[i] + a[inner + i]) + (a[2 * inner + i] + a[3 * inner + i]);
            }
        }
    }

private:
    /// out = sum of the first `slices` (1 to 4) slices.
    [[gnu::always_inline]] static void start(const std::uint32_t* __restrict a, std::size_t slices, std::size_t inner,
                                             std::uint32_t* __restrict out) {
        const std::uint32_t* __restrict b = a + inner;
        const std::uint32_t* __restrict c = b + inner;
        const std::uint32_t* __restrict d = c + inner;
        switch (slices) {
            case 1:
                for (std::size_t i = 0; i < inner; ++i) out[i] = a[i];
                return;
            case 2:
                for (std::size_t i = 0; i < inner; ++i) out[i] = a[i] + b[i];
                return;
            case 3:
                for (std::size_t i = 0; i < inner; ++i) out[i] = a[i] + b[i] + c[i];
                return;
            default:
                for (std::size_t i = 0; i < inner; ++i) out[i] = (a[i] + b[i]) + (c[i] + d[i]);
        }
    }
};

/// Short inner axis of a length known to the compiler, so that a slice is a register.
template <std::size_t Inner>
struct AddShortSlices {
    [[gnu::always_inline]] void operator()(const std::uint32_t* __restrict counts, AxisShape shape,
                                           std::uint32_t* __restrict result) const {
        for (std::size_t o = 0; o < shape.outer; ++o) {
            std::uint32_t sum[Inner] = {};
            for (std::size_t y = 0; y < shape.extent; ++y, counts += Inner)
                for (std::size_t i = 0; i < Inner; ++i) sum[i] += counts[i];
            for (std::size_t i = 0; i < Inner; ++i) result[o * Inner + i] = sum[i];
        }
    }
};

/// Innermost axis of an extent known to the compiler: neighbours are added.
template <std::size_t Extent>
struct AddNeighbours {
    [[gnu::always_inline]] void operator()(const std::uint32_t* __restrict counts, AxisShape shape,
                                           std::uint32_t* __restrict result) const {
        for (std::size_t o = 0; o < shape.outer; ++o) {
            std::uint32_t sum = 0;
            for (std::size_t y = 0; y < Extent; ++y) sum += counts[o * Extent + y];
            result[o] = sum;
        }
    }
};

/// At the baseline on every processor: GCC's wide shuffles for this are half as fast.
void add_neighbours(const std::uint32_t* counts, AxisShape shape, std::uint32_t* result) {
    switch (shape.extent) {
        case 2: return run_baseline(AddNeighbours<2>{}, counts, shape, result);
        case 3: return run_baseline(AddNeighbours<3>{}, counts, shape, result);
        case 4: return run_baseline(AddNeighbours<4>{}, counts, shape, result);
        case 5: return run_baseline(AddNeighbours<5>{}, counts, shape, result);
        case 6: return run_baseline(AddNeighbours<6>{}, counts, shape, result);
        case 8: return run_baseline(AddNeighbours<8>{}, counts, shape, result);
        default: return run_baseline(AddShortSlices<1>{}, counts, shape, result);
    }
}

}  // namespace

void marginalize(std::span<const std::uint32_t> counts, AxisShape shape, std::span<std::uint32_t> result,
                 SimdLevel level) {
    assert(counts.size() == shape.outer * shape.extent * shape.inner && result.size() == shape.outer * shape.inner);
    switch (shape.inner) {
        case 1: return add_neighbours(counts.data(), shape, result.data());
        case 2: return run_at_level(level, AddShortSlices<2>{}, counts.data(), shape, result.data());
        case 3: return run_at_level(level, AddShortSlices<3>{}, counts.data(), shape, result.data());
        case 4: return run_at_level(level, AddShortSlices<4>{}, counts.data(), shape, result.data());
        case 5: return run_at_level(level, AddShortSlices<5>{}, counts.data(), shape, result.data());
        case 6: return run_at_level(level, AddShortSlices<6>{}, counts.data(), shape, result.data());
        case 8: return run_at_level(level, AddShortSlices<8>{}, counts.data(), shape, result.data());
        default: return run_at_level(level, AddSlices{}, counts.data(), shape, result.data());
    }
}

}  // namespace replica
