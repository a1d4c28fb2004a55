#include "io/extract_sample.hpp"

#include "engine/byte_stream.hpp"
#include "io/extract_scan.hpp"
#include "kernels/philox.hpp"

#include <algorithm>
#include <mutex>

namespace replica {
namespace {

struct SampledRow {
    std::uint64_t row = 0;
    std::vector<std::optional<std::string>> values;
};

Bytes packed(const std::vector<SampledRow>& rows) {
    ByteWriter out;
    std::vector<std::uint64_t> numbers;
    std::vector<std::uint8_t> present;
    std::vector<std::uint64_t> sizes;
    std::vector<char> text;
    for (const SampledRow& row : rows) {
        numbers.push_back(row.row);
        for (const auto& value : row.values) {
            present.push_back(value ? 1 : 0);
            sizes.push_back(value ? value->size() : 0);
            if (value) text.insert(text.end(), value->begin(), value->end());
        }
    }
    out.put_all(numbers);
    out.put_all(present);
    out.put_all(sizes);
    out.put_all(text);
    return out.take();
}

std::vector<SampledRow> unpacked(const Bytes& bytes, std::size_t columns) {
    ByteReader in(bytes);
    const auto numbers = in.get_all<std::uint64_t>();
    const auto present = in.get_all<std::uint8_t>();
    const auto sizes = in.get_all<std::uint64_t>();
    const auto text = in.get_all<char>();
    std::vector<SampledRow> rows;
    std::size_t at = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        SampledRow row{numbers[i], std::vector<std::optional<std::string>>(columns)};
        for (std::size_t c = 0; c < columns; ++c) {
            const std::size_t cell = i * columns + c;
            if (present[cell] == 0) continue;
            row.values[c].emplace(text.data() + at, sizes[cell]);
            at += sizes[cell];
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace

ExtractSample sample_extract(ExtractSource& source, std::uint64_t most, const Communicator& comm, int threads) {
    constexpr std::uint64_t seed = 0;
    constexpr std::uint64_t stream = 0x5A3B1E;
    std::vector<SampledRow> own;
    std::mutex mutex;
    scan(source, comm, threads, [&](const TokenizedChunk& chunk) {
        std::vector<SampledRow> found;
        for (std::size_t row = 0; row < chunk.rows; ++row) {
            const std::uint64_t number = chunk.first_row + row;
            if (source.rows > most && scale_word(philox_word(seed, stream, number), source.rows) >= most) continue;
            SampledRow sampled{number, std::vector<std::optional<std::string>>(chunk.columns)};
            for (std::size_t column = 0; column < chunk.columns; ++column)
                if (chunk.missing_token(row, column) < 0) sampled.values[column].emplace(chunk.text(row, column));
            found.push_back(std::move(sampled));
        }
        const std::lock_guard lock(mutex);
        std::move(found.begin(), found.end(), std::back_inserter(own));
    });
    std::vector<SampledRow> rows;
    for (const Bytes& bytes : comm.gather(packed(own)))
        for (SampledRow& row : unpacked(bytes, source.columns.size())) rows.push_back(std::move(row));
    ExtractSample sample;
    if (!comm.is_root()) return sample;
    std::sort(rows.begin(), rows.end(), [](const SampledRow& a, const SampledRow& b) { return a.row < b.row; });
    sample.rows = rows.size();
    sample.columns.resize(source.columns.size());
    for (SampledRow& row : rows)
        for (std::size_t c = 0; c < sample.columns.size(); ++c) sample.columns[c].push_back(std::move(row.values[c]));
    return sample;
}

}  // namespace replica
