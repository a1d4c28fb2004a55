#include "io/privacy/private_extract.hpp"

#include "engine/byte_stream.hpp"
#include "engine/mpi/agreement.hpp"
#include "engine/privacy/random_bits.hpp"

#include <algorithm>
#include <mutex>
#include <string>

#include <tbb/enumerable_thread_specific.h>

namespace replica {
namespace {

// A seed that all ranks share and nobody knows.
std::uint64_t secret_seed(const Communicator& world) {
    ByteWriter mine;
    mine.put(agree(world, [] { return SystemRandomBits().next(); }));
    return ByteReader(world.broadcast(mine.take())).get<std::uint64_t>();
}

std::uint64_t first_own_row(const ExtractSource& source) {
    return source.own_states.empty() ? 0 : source.own_states.front().first_row;
}

std::uint64_t own_row_count(const ExtractSource& source) {
    if (source.own_states.empty()) return 0;
    const ChunkState& last = source.own_states.back();
    return last.first_row + last.rows - first_own_row(source);
}

bool has_declared_values(const TokenizedChunk& chunk, std::size_t row, const std::vector<DeclaredColumn>& columns) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
        if (!columns[c].drops_rows) continue;
        if (chunk.missing_token(row, c) >= 0 || columns[c].codec.domain.rejects(chunk.text(row, c))) return false;
    }
    return true;
}

// A row by its place in its chunk: numbers of rows are known after the first pass only.
struct ChunkUnits {
    std::uint64_t chunk = 0;
    std::vector<UnitId> units;
    std::vector<std::uint8_t> usable;
};

ChunkUnits units_of(const TokenizedChunk& chunk, const std::vector<DeclaredColumn>& columns,
                    std::optional<std::size_t> unit, std::uint64_t seed) {
    ChunkUnits found;
    found.chunk = chunk.index;
    for (std::size_t row = 0; row < chunk.rows; ++row) {
        found.usable.push_back(has_declared_values(chunk, row, columns) ? 1 : 0);
        if (!unit) continue;
        const bool known = chunk.missing_token(row, *unit) < 0;
        found.units.push_back(known ? unit_of(chunk.text(row, *unit), seed)
                                    : unit_of("row " + std::to_string(chunk.index) + " " + std::to_string(row), ~seed));
    }
    return found;
}

void add_counts(const TextCounts& from, TextCounts& to) {
    for (const auto& [text, rows] : from) to[text] += rows;
}

void add_counts(const GridCountsOfColumn& from, GridCountsOfColumn& to) {
    for (const auto& [value, rows] : from) to[value] += rows;
}

void count_chunk(const TokenizedChunk& chunk, std::uint64_t first, const std::vector<std::uint8_t>& kept,
                 const std::vector<DeclaredColumn>& columns, ValuesToRelease& counts) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
        if (columns[c].need == DomainNeed::none) continue;
        for (std::size_t row = 0; row < chunk.rows; ++row) {
            if (kept[chunk.first_row - first + row] == 0 || chunk.missing_token(row, c) >= 0) continue;
            const std::string_view text = chunk.text(row, c);
            if (columns[c].need == DomainNeed::categories) {
                ++counts.texts[c][std::string(text)];
            } else if (const auto value = parse_value(text, columns[c].codec.model.format)) {
                ++counts.grids[c][*value];
            }
        }
    }
}

Bytes write_counts(const ValuesToRelease& counts) {
    ByteWriter out;
    for (const TextCounts& texts : counts.texts) {
        out.put<std::uint64_t>(texts.size());
        for (const auto& [text, rows] : texts) {
            out.put_text(text);
            out.put(rows);
        }
    }
    for (const GridCountsOfColumn& grid : counts.grids) {
        out.put<std::uint64_t>(grid.size());
        for (const auto& [value, rows] : grid) {
            out.put(value);
            out.put(rows);
        }
    }
    return out.take();
}

void add_written(const Bytes& bytes, ValuesToRelease& counts) {
    ByteReader in(bytes);
    for (TextCounts& texts : counts.texts) {
        for (auto left = in.get<std::uint64_t>(); left > 0; --left) {
            const std::string text(in.get_text());
            texts[text] += in.get<std::uint64_t>();
        }
    }
    for (GridCountsOfColumn& grid : counts.grids) {
        for (auto left = in.get<std::uint64_t>(); left > 0; --left) {
            const auto value = in.get<std::int64_t>();
            grid[value] += in.get<std::uint64_t>();
        }
    }
}

}  // namespace

UsableRows find_usable_rows(ExtractSource& source, const std::vector<DeclaredColumn>& columns,
                            std::optional<std::size_t> unit, std::uint32_t max_rows, const Communicator& world,
                            int threads) {
    const std::uint64_t seed = secret_seed(world);
    std::vector<ChunkUnits> found;
    std::mutex adding;
    scan(source, world, threads, [&](const TokenizedChunk& chunk) {
        ChunkUnits of_chunk = units_of(chunk, columns, unit, seed);
        const std::lock_guard lock(adding);
        found.push_back(std::move(of_chunk));
    });
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.chunk < b.chunk; });

    UsableRows rows;
    std::vector<std::uint8_t> usable;
    std::vector<UnitId> units;
    for (const ChunkUnits& chunk : found) {
        usable.insert(usable.end(), chunk.usable.begin(), chunk.usable.end());
        for (std::size_t row = 0; row < chunk.units.size(); ++row)
            if (chunk.usable[row] != 0) units.push_back(chunk.units[row]);
    }
    rows.bounded.kept = usable;
    if (unit) {
        BoundedRows bounded = bound_rows(units, max_rows, world);
        auto next = bounded.kept.begin();
        for (std::uint8_t& kept : rows.bounded.kept)
            if (kept != 0) kept = *next++;
        rows.bounded.units_by_size = std::move(bounded.units_by_size);
    }
    const auto ones = [](const std::vector<std::uint8_t>& flags) {
        return static_cast<std::uint64_t>(std::count(flags.begin(), flags.end(), 1));
    };
    rows.left_out = world.sum(usable.size() - ones(usable));
    rows.beyond_limit = world.sum(ones(usable) - ones(rows.bounded.kept));
    return rows;
}

ValuesToRelease count_undeclared(ExtractSource& source, const std::vector<DeclaredColumn>& columns,
                                 const UsableRows& rows, const Communicator& world, int threads) {
    const auto needs = [](const DeclaredColumn& column) { return column.need != DomainNeed::none; };
    if (std::none_of(columns.begin(), columns.end(), needs)) return {};
    const ValuesToRelease empty{std::vector<TextCounts>(columns.size()),
                                std::vector<GridCountsOfColumn>(columns.size())};
    tbb::enumerable_thread_specific<ValuesToRelease> of_threads(empty);
    const std::uint64_t first = first_own_row(source);
    scan(source, world, threads, [&](const TokenizedChunk& chunk) {
        count_chunk(chunk, first, rows.bounded.kept, columns, of_threads.local());
    });
    ValuesToRelease mine = empty;
    for (const ValuesToRelease& counts : of_threads) {
        for (std::size_t c = 0; c < columns.size(); ++c) {
            add_counts(counts.texts[c], mine.texts[c]);
            add_counts(counts.grids[c], mine.grids[c]);
        }
    }
    ValuesToRelease all = empty;
    for (const Bytes& bytes : world.gather(write_counts(mine))) add_written(bytes, all);
    return all;
}

EncodedTable encode_usable(ExtractSource& source, const std::vector<ColumnCodec>& codecs,
                           const std::vector<ColumnProfile>& profiles, const UsableRows& rows,
                           const Placement& placement, int threads) {
    std::vector<std::uint32_t> domains;
    std::vector<ColumnEncoder> encoders;
    for (std::size_t c = 0; c < codecs.size(); ++c) {
        domains.push_back(codecs[c].model.domain_size());
        encoders.emplace_back(codecs[c], profiles[c]);
    }
    // Where each row goes: kept rows stand close together.
    const std::vector<std::uint8_t>& kept = rows.bounded.kept;
    std::vector<std::uint64_t> place(own_row_count(source));
    std::uint64_t count = 0;
    for (std::size_t row = 0; row < place.size(); ++row) {
        place[row] = count;
        count += kept[row];
    }
    const std::uint64_t first = placement.world().exclusive_sum(count);
    const std::uint64_t all = placement.world().sum(count);
    EncodedTable table = agree(placement.world(), [&] {
        return EncodedTable(placement.world(), placement.holder(), domains, all, {first, count});
    });
    const std::uint64_t first_own = first_own_row(source);
    scan(source, placement.world(), threads, [&](const TokenizedChunk& chunk) {
        for (std::size_t c = 0; c < encoders.size(); ++c) {
            for (std::size_t r = 0; r < chunk.rows; ++r) {
                const std::uint64_t row = chunk.first_row - first_own + r;
                if (kept[row] == 0) continue;
                const bool missing = chunk.missing_token(r, c) >= 0;
                table.store(c, first + place[row],
                            missing ? encoders[c].missing_code() : encoders[c].encode(chunk.text(r, c)));
            }
        }
    });
    table.complete();
    return table;
}

}  // namespace replica
