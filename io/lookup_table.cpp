#include "io/lookup_table.hpp"

#include "engine/byte_stream.hpp"
#include "engine/column_decision.hpp"
#include "engine/error.hpp"
#include "io/extract_scan.hpp"

#include <algorithm>
#include <mutex>
#include <tuple>

namespace replica {
namespace {

std::size_t find_column(const ExtractSource& source, const std::string& name) {
    const auto found = std::find(source.columns.begin(), source.columns.end(), name);
    if (found == source.columns.end()) {
        throw InputError("the look-up table " + source.files.front().path + " has no column " + name +
                         "; correct \"key\" or \"value\" in the schema");
    }
    return static_cast<std::size_t>(found - source.columns.begin());
}

std::vector<TableLine> gather(const std::vector<TableLine>& own, const Communicator& comm) {
    ByteWriter out;
    for (const TableLine& line : own) {
        out.put_text(line.key);
        out.put_text(line.label);
    }
    std::vector<TableLine> all;
    for (const Bytes& bytes : comm.all_gather(out.take())) {
        ByteReader in(bytes);
        while (!in.at_end()) {
            TableLine line;
            line.key = in.get_text();
            line.label = in.get_text();
            all.push_back(std::move(line));
        }
    }
    return all;
}

}  // namespace

std::vector<TableLine> read_lookup_table(const std::filesystem::path& path, const std::string& key,
                                         const std::string& value, const Communicator& comm, int threads) {
    ExtractSource source = open_source({path.string()}, {}, comm);
    const std::size_t key_column = find_column(source, key);
    const std::size_t value_column = find_column(source, value);
    std::vector<TableLine> own;
    std::mutex mutex;
    scan(source, comm, threads, [&](const TokenizedChunk& chunk) {
        const std::lock_guard lock(mutex);
        for (std::size_t row = 0; row < chunk.rows; ++row) {
            if (chunk.missing_token(row, key_column) >= 0 || chunk.missing_token(row, value_column) >= 0) continue;
            own.push_back({std::string(chunk.text(row, key_column)), std::string(chunk.text(row, value_column))});
        }
    });
    std::vector<TableLine> lines = gather(own, comm);
    std::sort(lines.begin(), lines.end(), [](const TableLine& a, const TableLine& b) {
        return std::tie(a.key, a.label) < std::tie(b.key, b.label);
    });
    const auto same = [](const TableLine& a, const TableLine& b) { return a.key == b.key && a.label == b.label; };
    lines.erase(std::unique(lines.begin(), lines.end(), same), lines.end());
    const auto twice = std::adjacent_find(lines.begin(), lines.end(),
                                          [](const TableLine& a, const TableLine& b) { return a.key == b.key; });
    if (twice != lines.end()) {
        throw InputError("the look-up table " + path.string() + " has two values for " + key + " \"" +
                         excerpt(twice->key) + "\": \"" + excerpt(twice->label) + "\" and \"" +
                         excerpt((twice + 1)->label) + "\"; keep one of the lines");
    }
    return lines;
}

}  // namespace replica
