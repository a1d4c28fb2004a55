#include "io/extract_scan.hpp"
#include "tests/engine/mpi_main.hpp"
#include "tests/io/reference/messy_csv.hpp"
#include "tests/io/reference/naive_csv.hpp"

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <string>

#include <gtest/gtest.h>

namespace replica {
namespace {

namespace fs = std::filesystem;
using reference::Cell;
using reference::MessyCsv;
using reference::NaiveCsv;
using reference::Rows;

/// A folder that all ranks see, for the life of a test.
class CsvScan : public testing::Test {
protected:
    CsvScan() {
        Bytes name;
        if (comm_.is_root()) {
            std::string pattern = (fs::temp_directory_path() / "csv_scan_XXXXXX").string();
            if (::mkdtemp(pattern.data()) == nullptr) std::abort();
            name.resize(pattern.size());
            std::memcpy(name.data(), pattern.data(), pattern.size());
        }
        name = comm_.broadcast(name);
        folder_ = std::string(reinterpret_cast<const char*>(name.data()), name.size());
    }
    ~CsvScan() override {
        comm_.barrier();
        if (comm_.is_root()) fs::remove_all(folder_);
    }

    std::string path(const std::string& name) const { return folder_ + "/" + name; }

    /// Collective: root writes the file, all may read it afterwards.
    std::string write(const std::string& name, const std::string& text) {
        if (comm_.is_root()) {
            fs::create_directories(fs::path(path(name)).parent_path());
            std::ofstream(path(name), std::ios::binary) << text;
        }
        comm_.barrier();
        return path(name);
    }

    /// Collective: the sentence that every rank must throw, checked to be one, without the folder's name.
    template <typename Error>
    std::string failure_of(const std::function<void()>& body) {
        std::string sentence;
        try {
            body();
        } catch (const Error& error) {
            sentence = error.what();
        }
        for (auto at = sentence.find(folder_ + "/"); at != std::string::npos; at = sentence.find(folder_ + "/")) {
            sentence.erase(at, folder_.size() + 1);
        }
        Bytes bytes(sentence.size());
        std::memcpy(bytes.data(), sentence.data(), sentence.size());
        for (const Bytes& other : comm_.all_gather(bytes)) EXPECT_EQ(other, bytes);
        return sentence;
    }

    std::string failure_of_reading(const std::vector<std::string>& paths, const SourceOptions& options, int threads) {
        return failure_of<InputError>([&] {
            ExtractSource source = open_source(paths, options, comm_);
            scan(source, comm_, threads, [](const TokenizedChunk&) {});
        });
    }

    const Communicator comm_ = Communicator::world();
    std::string folder_;
};

/// One scan's rows as this rank saw them, and the number of its first row.
struct SeenChunk {
    std::uint64_t first_row = 0;
    Rows rows;
};

std::map<std::uint64_t, SeenChunk> scan_once(ExtractSource& source, const Communicator& comm, int threads) {
    std::map<std::uint64_t, SeenChunk> seen;
    std::mutex mutex;
    scan(source, comm, threads, [&](const TokenizedChunk& chunk) {
        SeenChunk copy{chunk.first_row, {}};
        for (std::size_t row = 0; row < chunk.rows; ++row) {
            auto& cells = copy.rows.emplace_back();
            for (std::size_t column = 0; column < chunk.columns; ++column) {
                cells.push_back({std::string(chunk.text(row, column)), chunk.missing_token(row, column)});
            }
        }
        const std::lock_guard lock(mutex);
        EXPECT_TRUE(seen.emplace(chunk.index, std::move(copy)).second);
    });
    return seen;
}

/// Checks this rank's chunks against the rows that all ranks together must have seen; returns the rows compared.
std::uint64_t compare(const std::map<std::uint64_t, SeenChunk>& seen, const Rows& expected) {
    std::uint64_t rows = 0;
    for (const auto& [index, chunk] : seen) {
        for (std::size_t row = 0; row < chunk.rows.size(); ++row) {
            const std::size_t global = chunk.first_row + row;
            EXPECT_LT(global, expected.size());
            if (global >= expected.size()) return rows;
            EXPECT_EQ(chunk.rows[row], expected[global]) << "chunk " << index << " row " << global;
            ++rows;
        }
    }
    return rows;
}

std::string header_of(std::size_t columns, char separator) {
    std::string header;
    for (std::size_t i = 0; i < columns; ++i) {
        header += (i > 0 ? std::string(1, separator) : "") + "c" + std::to_string(i);
    }
    return header;
}

std::vector<SourceOptions> all_options() {
    std::vector<SourceOptions> all(4);
    all[1].separator = '\t';
    all[1].quoting = Quoting::none;
    all[2] = all[1];
    all[2].escapes = Escapes::backslash;
    all[3].escapes = Escapes::backslash;
    return all;
}

TEST_F(CsvScan, SeesTheSameRowsForAnyChunksRanksAndThreads) {
    unsigned seed = 0;
    for (SourceOptions options : all_options()) {
        const CsvDialect dialect{options.separator.value_or(','), options.quoting, options.escapes,
                                 options.missing_tokens};
        for (const std::size_t columns : {1U, 3U}) {
            // The second file has a header only, the third a byte order mark and CRLF.
            const std::string header = header_of(columns, dialect.separator);
            const std::string first = MessyCsv(dialect, ++seed).records(40, columns);
            const std::string third = MessyCsv(dialect, ++seed).records(9, columns);
            const std::vector<std::string> paths{write("a.csv", header + "\n" + first), write("b.csv", header),
                                                 write("c.csv", "\xEF\xBB\xBF" + header + "\r\n" + third)};
            Rows expected = NaiveCsv(first, dialect).read(columns);
            for (auto& row : NaiveCsv(third, dialect).read(columns)) expected.push_back(row);
            for (const std::uint64_t chunk_bytes : {1U, 2U, 3U, 7U, 61U, 500U, 1U << 20U}) {
                for (const int threads : {1, 2}) {
                    options.chunk_bytes = chunk_bytes;
                    ExtractSource source = open_source(paths, options, comm_);
                    scan_once(source, comm_, threads);
                    EXPECT_EQ(source.rows, expected.size());
                    const std::uint64_t compared = compare(scan_once(source, comm_, threads), expected);
                    ASSERT_EQ(comm_.sum(compared), expected.size()) << "chunk bytes " << chunk_bytes;
                }
            }
        }
    }
}

TEST_F(CsvScan, ReadsOnForRecordsLongerThanAChunkAndTheReadAhead) {
    const std::string note = "\"" + std::string(300'000, 'x') + "\n\"\"\n" + std::string(200'000, ',') + "\"";
    const std::string data = "1,a\n2," + note + "\n3,b\n4," + note;
    const std::string file = write("long.csv", "id,note\n" + data);
    const Rows expected = NaiveCsv(data, CsvDialect{}).read(2);
    SourceOptions options;
    for (const std::uint64_t chunk_bytes : {5'000U, 70'000U, 400'000U}) {
        options.chunk_bytes = chunk_bytes;
        ExtractSource source = open_source({file}, options, comm_);
        scan_once(source, comm_, 2);
        EXPECT_EQ(comm_.sum(compare(scan_once(source, comm_, 2), expected)), 4U);
    }
}

struct BadInput {
    std::string text;
    std::string sentence;
};

TEST_F(CsvScan, TellsTheFirstFaultOnEveryRank) {
    const std::string rows = "1,2\n\"3\n\",4\n\n";
    const std::vector<BadInput> cases{
        {"a,b\n" + rows + "5\n" + rows + "6\n",
         "x.csv, line 6: expected 2 fields, found 1; complete the line or remove it, or name the separator with "
         "--sep."},
        {"a,b\n" + rows + "5,6,7\n",
         "x.csv, line 6: expected 2 fields, found 3; quote the fields that hold a separator, or name another one with "
         "--sep."},
        {"a,b\n" + rows + "5,\"6\n" + "7,8\n",
         "x.csv, line 6, column \"b\": the quote that opens here is never closed; close it, or read with --quoting "
         "none."},
        {"a,b\n" + rows + "5,6\" disk\n" + rows + "7\n",
         "x.csv, line 6, column \"b\": a quote inside an unquoted field; quote the whole field and double the quote, "
         "or "
         "read with --quoting none."},
        {"a,b\n" + rows + "5,\"6\n\" disk\n" + rows,
         "x.csv, line 7, column \"b\": text after the closing quote of the field that opens on line 6; double quotes "
         "inside a field, or read with --quoting none."},
        {"a,b\n" + rows + "\"\n5\",\xE9t\xE9\n" + rows + "7\n",
         "x.csv, line 7, column \"b\": the text is not valid UTF-8; convert the file first, for instance with iconv -f "
         "LATIN1 -t UTF-8."},
        {"a,b\n" + rows + std::string("5\0,6\n", 5),
         "x.csv, line 6, column \"a\": the text holds a NUL byte; convert the file to UTF-8 text first."},
        {"a,b\n\n\r\n\n", "x.csv has a header but no rows; name a file with data."},
        {"a,b\n", "x.csv has a header but no rows; name a file with data."},
        {"a,b", "x.csv has a header but no rows; name a file with data."},
        {"", "x.csv has no header: it is empty; name a file with a line of column names."},
        {"\xEF\xBB\xBF", "x.csv has no header: it is empty; name a file with a line of column names."},
        {"a,,c\n1,2,3\n", "x.csv, line 1: column 2 of 3 has no name; give every column a name."},
        {"a,b,a\n1,2,3\n", "x.csv, line 1: two columns are named \"a\"; rename one."},
        {"a,\"b\n1,2\n",
         "x.csv, line 1: the quote that opens here is never closed; close it, or read with --quoting none."},
    };
    for (const BadInput& bad : cases) {
        const std::string file = write("x.csv", bad.text);
        for (const std::uint64_t chunk_bytes : {1U, 4U, 11U, 1U << 20U}) {
            for (const int threads : {1, 2}) {
                SourceOptions options;
                options.chunk_bytes = chunk_bytes;
                EXPECT_EQ(failure_of_reading({file}, options, threads), bad.sentence) << bad.text;
            }
        }
    }
}

TEST_F(CsvScan, NamesWhatIsWrongWithItsPaths) {
    const std::string a = write("a.csv", "x,y\n1,2\n");
    const std::string b = write("b.csv", "x,z\n1,2\n");
    const std::string c = write("c.csv", "x\n1\n");
    write("folder/.hidden.csv", "q\n1\n");
    write("folder/manifest.json", "{}");
    SourceOptions options;
    options.separator = ',';
    EXPECT_EQ(
        failure_of_reading({a, b}, options, 1),
        "b.csv and a.csv have different headers: column 2 is \"z\" in the former and \"y\" in the latter; give all "
        "files the same columns.");
    EXPECT_EQ(failure_of_reading({a, c}, options, 1),
              "c.csv and a.csv have different headers: column 2 is missing in the former and \"y\" in the latter; give "
              "all files the same columns.");
    EXPECT_EQ(failure_of_reading({path("none.csv")}, options, 1), "none.csv doesn't exist; check the name.");
    EXPECT_EQ(failure_of_reading({path("folder")}, options, 1),
              "folder is a folder without .csv, .tsv, .txt or .parquet files; name a file or another folder.");
    options.separator = '"';
    EXPECT_NE(failure_of_reading({a}, options, 1).find("--sep"), std::string::npos);
}

TEST_F(CsvScan, TakesAFoldersPartFilesByName) {
    write("parts/part-00001.csv", "x\n3\n4\n");
    write("parts/part-00000", "x\n1\n2");
    write("parts/.part.csv.crc", "binary");
    write("parts/manifest.json", "{}");
    write("parts/notes.md", "text");
    write("parts/_SUCCESS", "");
    ExtractSource source = open_source({path("parts")}, {}, comm_);
    scan_once(source, comm_, 1);
    const Rows expected{{{"1", -1}}, {{"2", -1}}, {{"3", -1}}, {{"4", -1}}};
    EXPECT_EQ(comm_.sum(compare(scan_once(source, comm_, 1), expected)), 4U);
}

TEST_F(CsvScan, PassesOnTheFirstErrorOfAVisitWithItsPlace) {
    std::string text = "a,b\n";
    for (int i = 0; i < 200; ++i) text += "\"\n\"," + std::to_string(i) + "\n";
    const std::string file = write("v.csv", text);
    SourceOptions options;
    options.chunk_bytes = 16;
    const std::string sentence = failure_of<InputError>([&] {
        ExtractSource source = open_source({file}, options, comm_);
        scan(source, comm_, 2, [&](const TokenizedChunk& chunk) {
            for (std::size_t row = 0; row < chunk.rows; ++row) {
                const std::string_view value = chunk.text(row, 1);
                if (value.size() < 2 || value[1] != '7') continue;
                throw InputError(place_of(source, chunk, row, 1) + ": " + std::string(value),
                                 position_of(chunk, row, 1));
            }
        });
    });
    EXPECT_EQ(sentence, "v.csv, line 37, column \"b\": 17");
}

TEST_F(CsvScan, NoticesAFileThatChangesBetweenScans) {
    const std::string file = write("f.csv", "a\n1\n2\n3\n");
    ExtractSource source = open_source({file}, {}, comm_);
    scan_once(source, comm_, 1);
    write("f.csv", "a\n1\n2\n");
    EXPECT_EQ(failure_of<JobError>([&] { scan_once(source, comm_, 1); }),
              "f.csv was changed while it was read; run again when nothing writes to it any more.");
}

TEST(ChunkGrid, DealsEveryChunkOnceInOrder) {
    const ChunkGrid grid({{10, 110}, {5, 5}, {3, 4}, {0, 1000}}, 64);
    EXPECT_EQ(grid.size(), 2U + 0U + 1U + 16U);
    EXPECT_EQ(grid.chunk(1).bytes.end, 110U);
    EXPECT_EQ(grid.chunk(2).file, 2U);
    for (int ranks = 1; ranks <= 30; ++ranks) {
        std::uint64_t next = 0;
        for (int rank = 0; rank < ranks; ++rank) {
            EXPECT_EQ(grid.run(rank, ranks).begin, next);
            next = grid.run(rank, ranks).end;
        }
        EXPECT_EQ(next, grid.size());
    }
}

}  // namespace
}  // namespace replica

REPLICA_MPI_TEST_MAIN
