#include "io/sweep/sweep_folder.hpp"

#include "engine/error.hpp"
#include "io/shard_writer.hpp"
#include "io/sweep/point_json.hpp"
#include "io/sweep/sweep_csv.hpp"
#include "io/whole_file.hpp"

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>

#include <nlohmann/json.hpp>
#include <unistd.h>

namespace replica {
namespace {

namespace fs = std::filesystem;

constexpr const char* format = "replica sweep 1";
constexpr std::array<const char*, 5> own_names{"sweep.json", "points", "work", "sweep.csv", "sweep.html"};

std::string text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) throw JobError(folder.string() + " can't be made: " + error.message());
}

// "1, 2 and 5", of many the first ones.
std::string list_of(const std::vector<std::size_t>& numbers) {
    constexpr std::size_t most = 10;
    std::string list;
    for (std::size_t i = 0; i < numbers.size() && i < most; ++i) {
        const bool last = i + 1 == numbers.size();
        list += (i == 0 ? "" : last ? " and " : ", ") + std::to_string(numbers[i]);
    }
    return numbers.size() > most ? list + " and " + std::to_string(numbers.size() - most) + " more" : list;
}

}  // namespace

SweepFolder::SweepFolder(fs::path folder, std::string identity)
    : folder_(std::move(folder)), identity_(std::move(identity)) {}

bool SweepFolder::is_own() const {
    const auto json = nlohmann::json::parse(text_of(folder_ / "sweep.json"), nullptr, false);
    return json.is_object() && json.value("format", "") == format && json.value("identity", "") == identity_;
}

void SweepFolder::check(Overwrite overwrite) const {
    std::error_code error;
    if (fs::exists(folder_, error) && !fs::is_directory(folder_, error))
        throw InputError(folder_.string() + " is no folder; name another --out");
    fs::path there = fs::absolute(folder_);
    while (!fs::exists(there, error) && there.has_parent_path() && there != there.root_path())
        there = there.parent_path();
    if (!fs::is_directory(there, error)) throw InputError(there.string() + " is no folder; name another --out");
    if (::access(there.c_str(), W_OK | X_OK) != 0)
        throw InputError(there.string() + " can't be written to; name another --out");
    if (is_fresh()) return;
    if (overwrite == Overwrite::refuse) return check_is_own();
    const auto json = nlohmann::json::parse(text_of(folder_ / "sweep.json"), nullptr, false);
    if (json.is_object() && json.value("format", "") == format) return;
    // --force clears a sweep's files, and none that only bear their names.
    for (const char* name : own_names)
        if (fs::exists(folder_ / name, error))
            throw InputError((folder_ / name).string() + " is of no sweep; remove it or name another --out");
}

// Another element may just have begun.
bool SweepFolder::is_fresh() const {
    std::error_code error;
    if (!fs::exists(folder_, error) || fs::is_empty(folder_, error)) return true;
    for (const auto& entry : fs::directory_iterator(folder_, error)) {
        const std::string name = entry.path().filename().string();
        const bool begun = (name == "points" && fs::is_empty(entry.path(), error)) || name.starts_with("sweep.json.");
        if (!begun) return false;
    }
    return true;
}

void SweepFolder::check_is_own() const {
    if (is_own()) return;
    std::error_code error;
    if (fs::exists(folder_ / "sweep.json", error)) {
        throw InputError(folder_.string() +
                         " holds another sweep, or this one of files that have changed; name another --out, or --force "
                         "to begin anew");
    }
    throw InputError(folder_.string() + " holds no sweep; name another --out");
}

void SweepFolder::begin(Overwrite overwrite) const {
    std::error_code ignored;
    if (overwrite == Overwrite::replace) {
        for (const char* name : own_names) fs::remove_all(folder_ / name, ignored);
    }
    make_folder(folder_ / "points");
    const nlohmann::ordered_json json{{"format", format}, {"identity", identity_}};
    if (!is_own()) write_whole_file(folder_ / "sweep.json", json.dump() + "\n");
}

void SweepFolder::undo() const {
    std::error_code ignored;
    if (!fs::is_empty(folder_ / "points", ignored)) return;
    for (const char* name : {"work", "points", "sweep.json"}) fs::remove_all(folder_ / name, ignored);
    fs::remove(folder_, ignored);  // unless it holds anything else
}

std::optional<PointFigures> SweepFolder::read(const SweepPoint& point) const {
    return figures_in(text_of(point_path(point).string() + ".json"), identity_);
}

void SweepFolder::write(const PointResult& result, const SweepGrid& grid) const {
    write_whole_file(point_path(result.point).string() + ".json", point_json(result, grid, identity_));
    sync_folder(folder_ / "points");
}

std::vector<std::size_t> SweepFolder::missing(const std::vector<SweepPoint>& points) const {
    std::vector<std::size_t> numbers;
    for (const SweepPoint& point : points)
        if (!read(point)) numbers.push_back(point.index + 1);
    return numbers;
}

void SweepFolder::gather(const std::vector<SweepPoint>& points, const SweepGrid& grid, const SweepTitle& title) const {
    std::vector<PointResult> results;
    std::vector<std::size_t> lacking;
    for (const SweepPoint& point : points) {
        auto figures = read(point);
        if (figures) {
            results.push_back({point, std::move(*figures)});
        } else {
            lacking.push_back(point.index + 1);
        }
    }
    if (!lacking.empty()) {
        throw JobError((lacking.size() == 1 ? "point " : "points ") + list_of(lacking) + " of " +
                       std::to_string(points.size()) + (lacking.size() == 1 ? " is" : " are") + " not in " +
                       folder_.string() + " yet; run the sweep's other elements, or the sweep without --gather");
    }
    write_whole_file(folder_ / "sweep.csv", sweep_csv(results, grid));
    write_whole_file(folder_ / "sweep.html", sweep_html(results, grid, title));
    std::error_code ignored;
    fs::remove(folder_ / "work", ignored);  // unless somebody works there
}

fs::path SweepFolder::work(SweepElement element) const {
    return folder_ / "work" / (std::to_string(element.number) + "-of-" + std::to_string(element.count));
}

void SweepFolder::remove_work(SweepElement element) const {
    std::error_code ignored;
    fs::remove_all(work(element), ignored);
}

fs::path SweepFolder::point_path(const SweepPoint& point) const {
    std::array<char, 16> name{};
    std::snprintf(name.data(), name.size(), "%04u", static_cast<unsigned>(point.index + 1));
    return folder_ / "points" / name.data();
}

}  // namespace replica
