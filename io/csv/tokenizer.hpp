#pragma once

#include "io/csv/byte_masks.hpp"
#include "io/csv/dialect.hpp"
#include "io/csv/field.hpp"
#include "io/csv/mask_cursor.hpp"
#include "io/csv/missing_tokens.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace replica {

/// What is wrong with a record.
enum class FaultKind : std::uint8_t {
    ragged,            ///< more or fewer fields than columns; offset: of the record, extra: the fields found
    unclosed_quote,    ///< offset: the opening quote
    bare_quote,        ///< a quote inside an unquoted field; offset: of the quote
    text_after_quote,  ///< offset: the closing quote that text follows, extra: offset of the opening one
    invalid_utf8,      ///< offset: of the field
    nul_byte,          ///< offset: of the field
    too_long,          ///< a record that doesn't end within the limit; offset: of the record
};

/// A fault in a text; column: the field's index in its record.
struct Fault {
    FaultKind kind = FaultKind::ragged;
    std::size_t offset = 0;
    std::size_t column = 0;
    std::size_t extra = 0;
};

/// Whether bytes of the file follow a text.
enum class TextEnd : std::uint8_t { more_follows, end_of_file };

/// How tokenizing went.
struct TokenizeResult {
    enum class Stop : std::uint8_t {
        done,        ///< every record that starts in the range was read
        incomplete,  ///< the record at `record_begin` goes on behind the text; its fields are not kept
        fault,       ///< the first fault
    } stop = Stop::done;
    std::size_t record_begin = 0;
    Fault fault;
};

/// What a text begins in the midst of.
struct TextState {
    bool inside_quote = false;
    bool escaped = false;  ///< its first byte follows a backslash that escapes it
};

/// Cuts text into fields: vector instructions find the structural bytes of the whole text, then each is looked at.
///
/// Rules. Fields end at the separator, records at a newline outside of quotes; a carriage return before that newline or
/// before the end of the file is no data. A field is quoted if its first byte is a quote. Empty lines are skipped,
/// except with one column, where each is an empty field.
class Tokenizer {
public:
    /// columns: fields a record must have; 0 for any number. missing must outlive the object.
    Tokenizer(const CsvDialect& dialect, const MissingTokens& missing, std::size_t columns, SimdLevel level);

    /// Takes up `text`, of less than 2^31 bytes, from `begin` on; what lies before is not looked at.
    void load(std::span<char> text, std::size_t begin, TextEnd end);

    /// Passes over the rest of a record: returns the offset behind the first newline that ends a record, or nothing
    /// where the loaded text has none.
    std::optional<std::size_t> skip_record(TextState state);

    /// Appends the fields of every record that starts in [begin, end) to `fields` and undoes quotes and escapes in the
    /// text. `begin` is the loaded begin or what skip_record returned. To go on after an incomplete record, load its
    /// bytes afresh, with more behind them: some may have been changed.
    TokenizeResult tokenize(std::size_t begin, std::size_t end, FieldBuffer& fields);

private:
    enum class Outcome : std::uint8_t { good, incomplete, fault };

    /// Where a run of fields that separators end has ended: the begin of the next field, and the next structural byte.
    struct PlainRun {
        std::size_t field_begin;
        std::size_t at;
    };

    PlainRun read_plain(std::size_t begin, FieldBuffer& fields);
    Outcome read_record(FieldBuffer& fields);
    Outcome read_last(std::size_t begin, std::size_t end, FieldBuffer& fields);
    Outcome read_quoted(std::size_t open, FieldBuffer& fields);
    Outcome read_escaped(std::size_t begin, std::size_t backslash, FieldBuffer& fields);
    Outcome end_quoted(std::size_t open, std::size_t close);
    Outcome end_record(FieldBuffer& fields);
    Outcome check_text(const FieldBuffer& fields);
    Outcome fail(FaultKind kind, std::size_t offset, std::size_t column, std::size_t extra = 0);
    Field unquoted(std::size_t begin, std::size_t end) const;
    [[nodiscard]] std::size_t before_return(std::size_t begin, std::size_t end) const;
    [[nodiscard]] bool is_last_record_empty(const FieldBuffer& fields) const;

    const MissingTokens& missing_;
    StructuralBytes bytes_;
    Escapes escapes_;
    std::size_t columns_;
    SimdLevel level_;

    std::span<char> text_;
    TextEnd text_end_ = TextEnd::end_of_file;
    std::vector<std::uint64_t> structural_;
    std::vector<std::uint8_t> suspicious_;
    std::size_t structural_count_ = 0;

    MaskCursor cursor_;
    std::size_t field_end_ = 0;     ///< of the field just read: its separator or newline, or the text's size
    std::size_t record_begin_ = 0;  ///< of the record being read
    std::size_t first_field_ = 0;   ///< its first field's index
    bool unescaped_ = false;        ///< it has escapes, which may stand for bytes that aren't text
    Fault fault_;
};

}  // namespace replica
