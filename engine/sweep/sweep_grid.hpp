#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// What describe finds counted already: it keeps nothing; an empty folder; what an earlier run has left.
enum class StoreState : std::uint8_t { none, cold, warm };
std::string_view name_of(StoreState state);
std::optional<StoreState> store_state_named(std::string_view name);

/// What a sweep varies. An axis without values has its usual one in every point.
struct SweepAxes {
    std::vector<std::uint32_t> degree;
    std::vector<std::uint64_t> rows;     ///< first ones of the extract, or so many of a specification
    std::vector<std::uint64_t> columns;  ///< first ones
    std::vector<std::string> missing;    ///< what becomes of missing values, as generate says it
    std::vector<std::string> epsilon;    ///< none or a number
    std::vector<std::uint32_t> ranks;
    std::vector<std::uint32_t> threads;
    std::vector<StoreState> store;
};

struct SweepGrid {
    std::vector<std::string> extracts;  ///< names
    SweepAxes axes;
};

/// One combination.
struct SweepPoint {
    std::size_t index = 0;  ///< from 0
    std::size_t extract = 0;
    std::uint32_t degree = 0;   ///< of the network
    std::uint64_t rows = 0;     ///< 0: all
    std::uint64_t columns = 0;  ///< 0: all
    std::string missing = "source";
    std::string epsilon = "none";
    std::uint32_t ranks = 0;    ///< 0: all there are
    std::uint32_t threads = 0;  ///< 0: what the job has
    StoreState store = StoreState::none;

    friend bool operator==(const SweepPoint&, const SweepPoint&) = default;
};

/// All combinations, extracts slowest, then rows, columns, epsilon, missing, ranks, threads, degree, store. What is
/// learned with noise keeps no counts: with an epsilon there is one point, without a store, in place of all of them.
std::vector<SweepPoint> points_of(const SweepGrid& grid);

/// Whether the warm points of a grid find what a cold point of theirs has left.
bool has_cold_twins(const SweepAxes& axes);

/// What points differ in.
enum class SweepAxis : std::uint8_t { extract, degree, rows, columns, missing, epsilon, ranks, threads, store };

/// How many different values an axis has in a grid.
std::size_t values_of(SweepAxis axis, const SweepGrid& grid);

/// A point's value on an axis for people: `degree 2`, `1,000 rows`, `missing none`.
std::string coordinate_text(SweepAxis axis, const SweepPoint& point, const SweepGrid& grid);

/// What tells a point from others, `degree 2, 1,000 rows`, but for the axes `without`; of a grid of one point its
/// extract.
std::string point_label(const SweepPoint& point, const SweepGrid& grid, const std::vector<SweepAxis>& without = {});

/// Every `count`th point, beginning with the `element`th, from 1: an array job's share.
std::vector<SweepPoint> share_of_element(const std::vector<SweepPoint>& points, std::size_t element, std::size_t count);

}  // namespace replica
