#pragma once

#include "engine/sweep/point_figures.hpp"
#include "io/overwrite.hpp"
#include "io/sweep/sweep_page.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace replica {

/// Which part of a sweep a job runs: every `count`th point, beginning with `number`.
struct SweepElement {
    std::size_t number = 1;
    std::size_t count = 1;
};

/// Where a sweep keeps its points, which several jobs may fill at a time: sweep.json says whose they are, points/ holds
/// a file for each, work/ what is needed meanwhile, all of mode 0600 or 0700. Of one rank only.
class SweepFolder {
public:
    SweepFolder(std::filesystem::path folder, std::string identity);

    /// Throws InputError where the folder holds something else than points of this sweep and may not be cleared, is no
    /// folder, or can't be made. Makes nothing.
    void check(Overwrite overwrite) const;
    /// Throws InputError unless the folder holds points of this sweep.
    void check_is_own() const;
    /// Makes the folder, without what an earlier sweep left where that may be replaced.
    void begin(Overwrite overwrite) const;
    /// Takes away what begin() made, unless there are points.
    void undo() const;

    /// Nothing where the point isn't there, or not as a whole.
    [[nodiscard]] std::optional<PointFigures> read(const SweepPoint& point) const;
    void write(const PointResult& result, const SweepGrid& grid) const;
    [[nodiscard]] std::vector<std::size_t> missing(const std::vector<SweepPoint>& points) const;

    /// Writes sweep.csv and sweep.html, and removes work/ where nobody works. Throws JobError where points are missing,
    /// which it names.
    void gather(const std::vector<SweepPoint>& points, const SweepGrid& grid, const SweepTitle& title) const;

    /// What a job needs for itself until it ends.
    [[nodiscard]] std::filesystem::path work(SweepElement element) const;
    void remove_work(SweepElement element) const;
    /// points/0003, without an extension.
    [[nodiscard]] std::filesystem::path point_path(const SweepPoint& point) const;
    [[nodiscard]] std::filesystem::path gather_lock() const { return folder_ / ".gather.lock"; }

private:
    [[nodiscard]] bool is_fresh() const;
    [[nodiscard]] bool is_own() const;

    std::filesystem::path folder_;
    std::string identity_;
};

}  // namespace replica
