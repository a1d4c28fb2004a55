#include "io/hdf5/histogram_layout.hpp"

#include "io/hdf5/stored_scores.hpp"
#include "io/hdf5/stored_tables.hpp"
#include "io/shard_writer.hpp"

#include <charconv>

namespace replica {
namespace {

std::uint64_t hexadecimal(std::string_view text) {
    std::uint64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) throw Hdf5Error("no fingerprint");
    return value;
}

std::array<std::uint64_t, 2> fingerprint_of(const std::string& text) {
    if (text.size() != 32) throw Hdf5Error("no fingerprint");
    return {hexadecimal(std::string_view(text).substr(0, 16)), hexadecimal(std::string_view(text).substr(16))};
}

}  // namespace

void store_histograms(const StoreIdentity& identity, const HistogramsView& histograms, const Hdf5Group& root) {
    root.write_attribute("format", std::string("replica histograms"));
    root.write_attribute("format_version", std::int64_t{histogram_format_version});
    root.write_attribute("sensitive", std::string("exact counts of real people"));
    root.write_attribute("program_version", identity.program_version);
    root.write_attribute("fingerprint", hash_text(identity.fingerprint[0]) + hash_text(identity.fingerprint[1]));
    root.write_attribute("rows", static_cast<std::int64_t>(identity.rows));
    root.write_texts("columns", identity.columns);
    root.write("domains", identity.domains);
    store_scores(histograms.scores, root);
    store_tables(histograms.tables, root.create_group("tables"));
    root.write("plan", std::vector<char>(histograms.plan.begin(), histograms.plan.end()));
    std::vector<std::uint8_t> state;
    for (const std::byte byte : histograms.search_state) state.push_back(std::to_integer<std::uint8_t>(byte));
    root.write("search_state", state);
}

StoreIdentity load_identity(const Hdf5Group& root) {
    if (!root.has("format") || root.read_text("format") != "replica histograms") throw Hdf5Error("it is no such file");
    const std::int64_t version = root.read_integer("format_version");
    if (version != histogram_format_version)
        throw Hdf5Error("it is of format " + std::to_string(version) + ", not " +
                        std::to_string(histogram_format_version));
    StoreIdentity identity;
    identity.program_version = root.read_text("program_version");
    identity.fingerprint = fingerprint_of(root.read_text("fingerprint"));
    identity.rows = static_cast<std::uint64_t>(root.read_integer("rows"));
    identity.columns = root.read_texts("columns");
    identity.domains = root.read<std::uint32_t>("domains");
    if (identity.domains.size() != identity.columns.size()) throw Hdf5Error("its columns don't match their domains");
    return identity;
}

StoredHistograms load_histograms(const StoreIdentity& identity, const Hdf5Group& root) {
    StoredHistograms histograms;
    histograms.scores = load_scores(identity.columns.size(), identity.rows, root);
    histograms.tables = load_tables(identity.domains, identity.rows, root.open_group("tables"));
    const auto plan = root.read<char>("plan");
    histograms.plan.assign(plan.begin(), plan.end());
    for (const std::uint8_t byte : root.read<std::uint8_t>("search_state"))
        histograms.search_state.push_back(std::byte{byte});
    return histograms;
}

}  // namespace replica
