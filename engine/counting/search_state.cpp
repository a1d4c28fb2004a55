#include "engine/counting/search_state.hpp"

#include "engine/byte_stream.hpp"

namespace replica {
namespace {

/// What a state is of: compared as it is stored.
struct Header {
    std::uint64_t degree = 0;
    std::uint64_t score = 0;
    std::uint64_t family_cells = 0;
    std::uint64_t columns = 0;
    std::uint64_t first = 0;  ///< a hash of the columns placed first

    friend bool operator==(const Header&, const Header&) = default;
};

Header header_of(const StructureOptions& options, std::size_t columns) {
    std::uint64_t first = options.first.size();
    for (const std::uint16_t column : options.first) first = (first ^ column) * 0x100000001B3U;  // FNV-1a
    return {options.degree, static_cast<std::uint64_t>(options.score), options.family_cells, columns, first};
}

}  // namespace

Bytes pack_search_state(const SearchState& state, const StructureOptions& options) {
    ByteWriter out;
    out.put(header_of(options, state.best.size()));
    out.put<std::uint64_t>(state.nodes.size());
    for (const NetworkNode& node : state.nodes) {
        out.put(node.child);
        out.put_all(node.parents);
        out.put(node.score);
    }
    for (const SearchState::Candidate& candidate : state.best) {
        out.put_all(candidate.parents);
        out.put(candidate.score);
    }
    return out.take();
}

std::optional<SearchState> unpack_search_state(const Bytes& bytes, const StructureOptions& options,
                                               std::size_t columns) {
    if (bytes.size() < sizeof(Header)) return std::nullopt;
    ByteReader in(bytes);
    if (!(in.get<Header>() == header_of(options, columns))) return std::nullopt;
    SearchState state;
    state.nodes.resize(static_cast<std::size_t>(in.get<std::uint64_t>()));
    for (NetworkNode& node : state.nodes) {
        node.child = in.get<std::uint32_t>();
        node.parents = in.get_all<std::uint32_t>();
        node.score = in.get<double>();
    }
    state.best.resize(columns);
    for (SearchState::Candidate& candidate : state.best) {
        candidate.parents = in.get_all<std::uint16_t>();
        candidate.score = in.get<double>();
    }
    return state;
}

}  // namespace replica
