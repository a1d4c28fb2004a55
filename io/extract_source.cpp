#include "io/extract_source.hpp"

#include "engine/error.hpp"
#include "engine/mpi/agreement.hpp"
#include "io/csv/header.hpp"
#include "io/csv/input_paths.hpp"
#include "io/parquet/parquet_file.hpp"

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
    std::vector<SourceFile> files;
    std::vector<RowGroup> row_groups;
};

CsvDialect dialect_of(const SourceOptions& options) {
    return {options.separator.value_or(','), options.quoting, options.escapes, options.missing_tokens};
}

void check_same_columns(const SourceFile& first, const std::vector<std::string>& expected, const SourceFile& file,
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

void check_has_rows(const std::vector<SourceFile>& files) {
    const bool has_bytes = std::any_of(files.begin(), files.end(),
                                       [](const SourceFile& file) { return file.stamp.bytes > file.data_begin; });
    if (!has_bytes) throw_no_rows(files);
}

Opened open_text(const std::vector<std::string>& paths, const SourceOptions& options) {
    CsvDialect dialect = dialect_of(options);
    Opened opened;
    for (const std::string& path : paths) {
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

Opened open_parquet(const std::vector<std::string>& paths) {
    Opened opened;
    for (const std::string& path : paths) {
        const ParquetFile file = read_parquet_file(path);
        opened.files.push_back({path, InputFile(path).stamp()});
        if (opened.files.size() == 1) opened.columns = file.columns;
        check_same_columns(opened.files.front(), opened.columns, opened.files.back(), file.columns);
        std::uint64_t first_row = 0;
        for (const std::uint64_t rows : file.row_groups) {
            if (rows > 0) opened.row_groups.push_back({opened.files.size() - 1, first_row, rows});
            first_row += rows;
        }
    }
    if (opened.row_groups.empty()) throw_no_rows(opened.files);
    return opened;
}

Opened open_files(const std::vector<std::string>& named, const SourceOptions& options) {
    const std::vector<std::string> paths = find_input_files(named);
    const auto first_text = std::find_if_not(paths.begin(), paths.end(), begins_as_parquet);
    if (first_text == paths.begin()) {
        const auto parquet = std::find_if(paths.begin(), paths.end(), begins_as_parquet);
        if (parquet == paths.end()) return open_text(paths, options);
        throw InputError(*parquet + " is Parquet and " + paths.front() + " isn't; give files of one form");
    }
    if (first_text == paths.end()) return open_parquet(paths);
    throw InputError(paths.front() + " is Parquet and " + *first_text + " isn't; give files of one form");
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
    for (const SourceFile& file : opened.files) {
        packer.add(file.path);
        packer.add(file.stamp.bytes);
        packer.add(static_cast<std::uint64_t>(file.stamp.changed_ns));
        packer.add(file.data_begin);
        packer.add(file.data_line);
    }
    packer.add(opened.row_groups.size());
    for (const RowGroup& group : opened.row_groups) {
        packer.add(group.file);
        packer.add(group.first_row);
        packer.add(group.rows);
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
    for (SourceFile& file : opened.files) {
        file.path = unpacker.text();
        file.stamp.bytes = unpacker.number();
        file.stamp.changed_ns = static_cast<std::int64_t>(unpacker.number());
        file.data_begin = unpacker.number();
        file.data_line = unpacker.number();
    }
    opened.row_groups.resize(unpacker.number());
    for (RowGroup& group : opened.row_groups) {
        group.file = unpacker.number();
        group.first_row = unpacker.number();
        group.rows = unpacker.number();
    }
    return opened;
}

/// How many rows chunks of Parquet have is known at once.
void number_chunks(ExtractSource& source) {
    std::vector<std::uint64_t> first_rows;
    for (const RowGroup& group : source.row_groups) {
        first_rows.push_back(source.rows);
        source.rows += group.rows;
    }
    for (std::uint64_t i = source.own.begin; i < source.own.end; ++i) {
        const Chunk chunk = source.grid.chunk(i);
        ChunkState state;
        state.first_row = first_rows[chunk.file] + chunk.bytes.begin;
        state.rows = chunk.bytes.end - chunk.bytes.begin;
        source.own_states.push_back(state);
    }
    source.progress = ScanProgress::counted;
}

}  // namespace

void throw_no_rows(const std::vector<SourceFile>& files) {
    if (files.size() == 1) throw NoRowsError(files.front().path + " has a header but no rows; name a file with data.");
    throw NoRowsError(files.front().path + " and the " + std::to_string(files.size() - 1) +
                      " other input files have a header but no rows; name files with data.");
}

ExtractSource open_source(const std::vector<std::string>& paths, const SourceOptions& options,
                          const Communicator& comm) {
    assert(options.chunk_bytes > 0 && options.chunk_bytes <= (std::uint64_t{1} << 30U) && options.chunk_rows > 0);
    Bytes bytes = agree(comm, [&] { return comm.is_root() ? pack(open_files(paths, options)) : Bytes{}; });
    Opened opened = unpack(comm.broadcast(std::move(bytes)));
    ExtractSource source;
    source.dialect = dialect_of(options);
    source.dialect.separator = opened.separator;
    source.columns = std::move(opened.columns);
    source.files = std::move(opened.files);
    source.row_groups = std::move(opened.row_groups);
    std::vector<ByteRange> regions;
    for (const RowGroup& group : source.row_groups) regions.push_back({0, group.rows});
    if (regions.empty())
        for (const SourceFile& file : source.files) regions.push_back({file.data_begin, file.stamp.bytes});
    source.grid = ChunkGrid(std::move(regions), source.is_parquet() ? options.chunk_rows : options.chunk_bytes);
    source.own = source.grid.run(comm.rank(), comm.size());
    if (source.is_parquet()) number_chunks(source);
    return source;
}

}  // namespace replica
