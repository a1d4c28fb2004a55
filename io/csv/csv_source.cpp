#include "io/csv/csv_source.hpp"

#include "engine/error.hpp"
#include "engine/mpi/agreement.hpp"
#include "io/csv/header.hpp"
#include "io/csv/input_paths.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <string_view>

namespace replica {
namespace {

/// What rank 0 finds and tells the others.
struct Opened {
    char separator = ',';
    std::vector<std::string> columns;
    std::vector<CsvFile> files;
};

CsvDialect dialect_of(const CsvOptions& options) {
    return {options.separator.value_or(','), options.quoting, options.escapes, options.missing_tokens};
}

void check_same_columns(const CsvFile& first, const std::vector<std::string>& expected, const CsvFile& file,
                        const std::vector<std::string>& found) {
    if (expected == found) return;
    const std::size_t both = std::min(expected.size(), found.size());
    std::size_t i = 0;
    while (i < both && expected[i] == found[i]) ++i;
    const auto name = [i](const std::vector<std::string>& names) {
        return i < names.size() ? "\"" + names[i] + "\"" : std::string("missing");
    };
    throw InputError(file.path + " and " + first.path + " have different headers: column " + std::to_string(i + 1) +
                     " is " + name(found) + " in the former and " + name(expected) +
                     " in the latter; give all files the same columns.");
}

void check_has_rows(const std::vector<CsvFile>& files) {
    const bool has_bytes =
        std::any_of(files.begin(), files.end(), [](const CsvFile& file) { return file.stamp.bytes > file.data_begin; });
    if (!has_bytes) throw_no_rows(files);
}

Opened open_files(const std::vector<std::string>& paths, const CsvOptions& options) {
    CsvDialect dialect = dialect_of(options);
    Opened opened;
    for (const std::string& path : find_input_files(paths)) {
        const InputFile file(path);
        if (opened.files.empty()) {
            if (!options.separator)
                dialect.separator = detect_separator(read_first_line(file, dialect), dialect.quoting);
            check_dialect(dialect);
        }
        CsvHeader header = read_header(file, dialect);
        opened.files.push_back({path, file.stamp(), header.data_begin, header.data_line});
        if (opened.files.size() == 1) opened.columns = std::move(header.columns);
        check_same_columns(opened.files.front(), opened.columns, opened.files.back(),
                           opened.files.size() == 1 ? opened.columns : header.columns);
    }
    opened.separator = dialect.separator;
    check_has_rows(opened.files);
    return opened;
}

/// Bytes to send, field by field.
class Packer {
public:
    void add(std::uint64_t value) {
        const auto* begin = reinterpret_cast<const std::byte*>(&value);
        bytes.insert(bytes.end(), begin, begin + sizeof value);
    }
    void add(std::string_view text) {
        add(text.size());
        const auto* begin = reinterpret_cast<const std::byte*>(text.data());
        bytes.insert(bytes.end(), begin, begin + text.size());
    }

    Bytes bytes;
};

/// The inverse of Packer.
class Unpacker {
public:
    explicit Unpacker(const Bytes& bytes) : next_(bytes.data()) {}
    std::uint64_t number() {
        std::uint64_t value = 0;
        std::memcpy(&value, next_, sizeof value);
        next_ += sizeof value;
        return value;
    }
    std::string text() {
        const std::uint64_t size = number();
        std::string value(reinterpret_cast<const char*>(next_), size);
        next_ += size;
        return value;
    }

private:
    const std::byte* next_;
};

Bytes pack(const Opened& opened) {
    Packer packer;
    packer.add(std::string_view(&opened.separator, 1));
    packer.add(opened.columns.size());
    for (const std::string& column : opened.columns) packer.add(column);
    packer.add(opened.files.size());
    for (const CsvFile& file : opened.files) {
        packer.add(file.path);
        packer.add(file.stamp.bytes);
        packer.add(static_cast<std::uint64_t>(file.stamp.changed_ns));
        packer.add(file.data_begin);
        packer.add(file.data_line);
    }
    return packer.bytes;
}

Opened unpack(const Bytes& bytes) {
    Unpacker unpacker(bytes);
    Opened opened;
    opened.separator = unpacker.text().front();
    opened.columns.resize(unpacker.number());
    for (std::string& column : opened.columns) column = unpacker.text();
    opened.files.resize(unpacker.number());
    for (CsvFile& file : opened.files) {
        file.path = unpacker.text();
        file.stamp.bytes = unpacker.number();
        file.stamp.changed_ns = static_cast<std::int64_t>(unpacker.number());
        file.data_begin = unpacker.number();
        file.data_line = unpacker.number();
    }
    return opened;
}

}  // namespace

void throw_no_rows(const std::vector<CsvFile>& files) {
    if (files.size() == 1) throw InputError(files.front().path + " has a header but no rows; name a file with data.");
    throw InputError(files.front().path + " and the " + std::to_string(files.size() - 1) +
                     " other input files have a header but no rows; name files with data.");
}

CsvSource open_csv(const std::vector<std::string>& paths, const CsvOptions& options, const Communicator& comm) {
    assert(options.chunk_bytes > 0 && options.chunk_bytes <= (std::uint64_t{1} << 30U));
    Bytes bytes = agree(comm, [&] { return comm.is_root() ? pack(open_files(paths, options)) : Bytes{}; });
    Opened opened = unpack(comm.broadcast(std::move(bytes)));
    CsvSource source;
    source.dialect = dialect_of(options);
    source.dialect.separator = opened.separator;
    source.columns = std::move(opened.columns);
    source.files = std::move(opened.files);
    std::vector<ByteRange> regions;
    for (const CsvFile& file : source.files) regions.push_back({file.data_begin, file.stamp.bytes});
    source.grid = ChunkGrid(std::move(regions), options.chunk_bytes);
    source.own = source.grid.run(comm.rank(), comm.size());
    return source;
}

}  // namespace replica
