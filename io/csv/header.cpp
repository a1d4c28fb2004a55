#include "io/csv/header.hpp"

#include "engine/error.hpp"
#include "io/csv/fault_sentence.hpp"
#include "io/csv/tokenizer.hpp"

#include <algorithm>
#include <unordered_set>

namespace replica {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::uint64_t first_read = std::uint64_t{1} << 16U;
constexpr std::uint64_t largest_header = std::uint64_t{1} << 28U;

/// The file's first bytes; at most `most`.
std::string read_begin(const InputFile& file, std::uint64_t most) {
    std::string text(std::min(most, file.stamp().bytes), '\0');
    file.read(0, text);
    return text;
}

std::size_t mark_size(std::string_view text) { return text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0; }

std::uint64_t line_of(std::string_view text, std::size_t offset) {
    return 1 + static_cast<std::uint64_t>(
                   std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

void check_names(const std::string& path, const std::vector<std::string>& names) {
    std::unordered_set<std::string_view> seen;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i].empty()) {
            throw InputError(path + ", line 1: column " + std::to_string(i + 1) + " of " +
                             std::to_string(names.size()) + " has no name; give every column a name.");
        }
        if (!seen.insert(names[i]).second) {
            throw InputError(path + ", line 1: two columns are named \"" + names[i] + "\"; rename one.");
        }
    }
}

/// Where the header ends in the text, and its names; incomplete where more of the file is needed.
struct HeaderAttempt {
    TokenizeResult result;
    std::vector<std::string> names;
};

HeaderAttempt try_header(std::span<char> text, const CsvDialect& dialect, TextEnd end) {
    const MissingTokens no_missing({});
    Tokenizer tokenizer(dialect, no_missing, 0, best_simd_level());
    const std::size_t begin = mark_size({text.data(), text.size()});
    FieldBuffer fields;
    tokenizer.load(text, begin, end);
    HeaderAttempt attempt{tokenizer.tokenize(begin, begin + 1, fields), {}};
    for (const Field& field : fields.all()) attempt.names.emplace_back(text.data() + field.offset(), field.size());
    return attempt;
}

[[noreturn]] void throw_fault(const InputFile& file, const std::string& text, const Fault& fault,
                              const CsvDialect& dialect) {
    const FaultPlace place{file.path(), line_of(text, fault.offset), line_of(text, fault.extra)};
    throw InputError(describe_fault(fault, place, {}, dialect));
}

}  // namespace

std::string read_first_line(const InputFile& file, const CsvDialect& dialect) {
    const char quote = dialect.quoting == Quoting::rfc4180 ? '"' : '\n';
    for (std::uint64_t most = first_read;; most *= 2) {
        std::string text = read_begin(file, most);
        bool inside_quote = false;
        for (const char byte : text) {
            if (byte == quote && byte != '\n') inside_quote = !inside_quote;
            if (byte == '\n' && !inside_quote) return text.substr(mark_size(text));
        }
        if (text.size() < most || most >= largest_header) return text.substr(mark_size(text));
    }
}

CsvHeader read_header(const InputFile& file, const CsvDialect& dialect) {
    using Stop = TokenizeResult::Stop;
    const std::uint64_t bytes = file.stamp().bytes;
    for (std::uint64_t most = first_read;; most *= 2) {
        const std::string text = read_begin(file, most);
        if (text.size() == mark_size(text)) {
            throw InputError(file.path() + " has no header: it is empty; name a file with a line of column names.");
        }
        std::string changed = text;
        const bool whole = text.size() == bytes;
        const HeaderAttempt attempt =
            try_header(changed, dialect, whole ? TextEnd::end_of_file : TextEnd::more_follows);
        const TokenizeResult& result = attempt.result;
        if (result.stop == Stop::fault) throw_fault(file, text, result.fault, dialect);
        if (result.stop == Stop::done) {
            check_names(file.path(), attempt.names);
            return {attempt.names, result.record_begin, line_of(text, result.record_begin)};
        }
        if (most >= largest_header) {
            throw_fault(file, text, {FaultKind::too_long, result.record_begin, 0, 0}, dialect);
        }
    }
}

}  // namespace replica
