#include "io/csv/tokenizer.hpp"

#include "io/csv/escapes.hpp"
#include "io/csv/utf8.hpp"

#include <algorithm>
#include <cassert>

namespace replica {
namespace {

StructuralBytes structural_bytes(const CsvDialect& dialect) {
    StructuralBytes bytes;
    bytes.separator = dialect.separator;
    bytes.quote = dialect.quoting == Quoting::rfc4180 ? '"' : '\n';
    bytes.escape = dialect.escapes == Escapes::backslash ? '\\' : '\n';
    return bytes;
}

}  // namespace

Tokenizer::Tokenizer(const CsvDialect& dialect, const MissingTokens& missing, std::size_t columns, SimdLevel level)
    : missing_(missing),
      bytes_(structural_bytes(dialect)),
      escapes_(dialect.escapes),
      columns_(columns),
      level_(level) {}

void Tokenizer::load(std::span<char> text, std::size_t begin, TextEnd end) {
    assert(begin <= text.size());
    text_ = text;
    text_end_ = end;
    const std::size_t masks_begin = begin / mask_bytes * mask_bytes;
    const std::string_view part(text.data() + masks_begin, text.size() - masks_begin);
    const std::size_t masks = mask_count(part.size());
    structural_.resize(std::max(structural_.size(), masks));
    suspicious_.resize(structural_.size());
    structural_count_ = find_structure(part, bytes_, level_, structural_, suspicious_);
    cursor_ = MaskCursor(structural_.data(), suspicious_.data(), masks, masks_begin, begin);
}

std::optional<std::size_t> Tokenizer::skip_record(TextState state) {
    if (state.escaped) cursor_.pass_over(0);
    for (std::size_t at = cursor_.next(); at != MaskCursor::none; at = cursor_.next()) {
        const char byte = text_[at];
        if (byte == bytes_.escape && byte != '\n') {
            cursor_.pass_over(at + 1);
        } else if (byte == bytes_.quote && byte != '\n') {
            state.inside_quote = !state.inside_quote;
        } else if (byte == '\n' && !state.inside_quote) {
            return at + 1;
        }
    }
    return std::nullopt;
}

TokenizeResult Tokenizer::tokenize(std::size_t begin, std::size_t end, FieldBuffer& fields) {
    using Stop = TokenizeResult::Stop;
    fields.reserve_more(structural_count_ + 1);
    cursor_.take_suspicion();
    record_begin_ = begin;
    while (record_begin_ < end) {
        first_field_ = fields.size();
        const Outcome outcome = read_record(fields);
        if (outcome == Outcome::good) continue;
        fields.shrink(first_field_);
        return {outcome == Outcome::fault ? Stop::fault : Stop::incomplete, record_begin_, fault_};
    }
    return {Stop::done, record_begin_, {}};
}

Tokenizer::PlainRun Tokenizer::read_plain(std::size_t begin, FieldBuffer& fields) {
    // All that the loop needs is local, so that it stays in registers.
    MaskCursor cursor = cursor_;
    Field* end = fields.end();
    const char* const text = text_.data();
    const std::size_t last = text_.size() - 1;
    const char separator = bytes_.separator;
    const char quote = bytes_.quote;
    for (;;) {
        const MaskCursor before = cursor;
        const std::size_t at = cursor.next();
        if (at != MaskCursor::none) {
            if (text[at] == separator) {
                *end++ = missing_.field(text, begin, at);
                begin = at + 1;
                continue;
            }
            if (at == begin && text[at] == quote && quote != '\n') {
                const std::size_t close = cursor.next();
                if (close < last && text[close] == quote && text[close + 1] == separator) {
                    cursor.pass_over(close + 1);
                    *end++ = Field::present(begin + 1, close - begin - 1);
                    begin = close + 2;
                    continue;
                }
            }
        }
        cursor_ = before;
        fields.set_end(end);
        return {begin, cursor_.next()};
    }
}

Tokenizer::Outcome Tokenizer::read_record(FieldBuffer& fields) {
    std::size_t begin = record_begin_;
    unescaped_ = false;
    for (;;) {
        const PlainRun run = read_plain(begin, fields);
        Outcome outcome = Outcome::good;
        if (run.at == MaskCursor::none || text_[run.at] == '\n') {
            outcome = read_last(run.field_begin, run.at, fields);
        } else if (text_[run.at] != bytes_.quote) {
            outcome = read_escaped(run.field_begin, run.at, fields);
        } else if (run.at == run.field_begin) {
            outcome = read_quoted(run.at, fields);
        } else {
            outcome = fail(FaultKind::bare_quote, run.at, fields.size() - first_field_);
        }
        if (outcome != Outcome::good) return outcome;
        if (field_end_ == text_.size() || text_[field_end_] == '\n') return end_record(fields);
        begin = field_end_ + 1;
    }
}

Tokenizer::Outcome Tokenizer::read_last(std::size_t begin, std::size_t end, FieldBuffer& fields) {
    if (end == MaskCursor::none && text_end_ == TextEnd::more_follows) return Outcome::incomplete;
    field_end_ = std::min(end, text_.size());
    fields.append(unquoted(begin, before_return(begin, field_end_)));
    return Outcome::good;
}

Tokenizer::Outcome Tokenizer::end_record(FieldBuffer& fields) {
    const std::size_t found = fields.size() - first_field_;
    if (columns_ != 0 && found != columns_) {
        if (!is_last_record_empty(fields)) return fail(FaultKind::ragged, record_begin_, found, found);
        fields.shrink(first_field_);
    }
    const bool suspicious = cursor_.take_suspicion();
    if (suspicious || unescaped_) {
        const Outcome outcome = check_text(fields);
        if (outcome != Outcome::good) return outcome;
    }
    record_begin_ = std::min(field_end_ + 1, text_.size());
    return Outcome::good;
}

bool Tokenizer::is_last_record_empty(const FieldBuffer& fields) const {
    if (fields.size() - first_field_ != 1) return false;
    return before_return(record_begin_, field_end_) == record_begin_;
}

Tokenizer::Outcome Tokenizer::read_quoted(std::size_t open, FieldBuffer& fields) {
    auto doubled = Doubled::none;
    bool escaped = false;
    for (;;) {
        const std::size_t at = cursor_.next();
        if (at == MaskCursor::none) {
            if (text_end_ == TextEnd::more_follows) return Outcome::incomplete;
            return fail(FaultKind::unclosed_quote, open, fields.size() - first_field_);
        }
        const bool has_next = at + 1 < text_.size();
        if (text_[at] == bytes_.quote) {
            if (!has_next && text_end_ == TextEnd::more_follows) return Outcome::incomplete;
            if (has_next && text_[at + 1] == bytes_.quote) {
                doubled = Doubled::quotes;
                cursor_.pass_over(at + 1);
                continue;
            }
            const Outcome outcome = end_quoted(open, at);
            if (outcome != Outcome::good) {
                if (outcome == Outcome::fault) fault_.column = fields.size() - first_field_;
                return outcome;
            }
            std::size_t size = at - open - 1;
            if (doubled == Doubled::quotes || escaped) {
                size = unescape(text_.subspan(open + 1, size), doubled, escapes_);
            }
            unescaped_ |= escaped;
            fields.append(Field::present(open + 1, size));
            return Outcome::good;
        }
        if (escapes_ == Escapes::backslash && text_[at] == bytes_.escape) {
            escaped = true;
            cursor_.pass_over(at + 1);
        }
    }
}

Tokenizer::Outcome Tokenizer::end_quoted(std::size_t open, std::size_t close) {
    std::size_t next = close + 1;
    if (next < text_.size() && text_[next] == '\r') ++next;
    if (next >= text_.size()) {
        if (text_end_ == TextEnd::more_follows) return Outcome::incomplete;
        field_end_ = text_.size();
        return Outcome::good;
    }
    const bool returned = next != close + 1;
    const bool ends = text_[next] == '\n' || (text_[next] == bytes_.separator && !returned);
    if (!ends) return fail(FaultKind::text_after_quote, close, 0, open);
    field_end_ = cursor_.next();
    assert(field_end_ == next);
    return Outcome::good;
}

Tokenizer::Outcome Tokenizer::read_escaped(std::size_t begin, std::size_t backslash, FieldBuffer& fields) {
    unescaped_ = true;
    cursor_.pass_over(backslash + 1);
    for (;;) {
        std::size_t at = cursor_.next();
        if (at != MaskCursor::none && text_[at] == bytes_.escape && text_[at] != '\n') {
            cursor_.pass_over(at + 1);
            continue;
        }
        if (at == MaskCursor::none) {
            if (text_end_ == TextEnd::more_follows) return Outcome::incomplete;
            at = text_.size();
        } else if (text_[at] == bytes_.quote && text_[at] != '\n') {
            return fail(FaultKind::bare_quote, at, fields.size() - first_field_);
        }
        const bool separated = at < text_.size() && text_[at] == bytes_.separator;
        const std::size_t end = separated ? at : before_return(begin, at);
        const Field raw = unquoted(begin, end);
        if (raw.missing_token() >= 0) {
            fields.append(raw);
        } else {
            fields.append(
                Field::present(begin, unescape(text_.subspan(begin, end - begin), Doubled::none, Escapes::backslash)));
        }
        field_end_ = at;
        return Outcome::good;
    }
}

Tokenizer::Outcome Tokenizer::check_text(const FieldBuffer& fields) {
    const auto all = fields.all();
    for (std::size_t i = first_field_; i < all.size(); ++i) {
        if (all[i].missing_token() >= 0) continue;
        const std::string_view text(text_.data() + all[i].offset(), all[i].size());
        if (text.find('\0') != std::string_view::npos) {
            return fail(FaultKind::nul_byte, all[i].offset(), i - first_field_);
        }
        if (!is_utf8(text)) return fail(FaultKind::invalid_utf8, all[i].offset(), i - first_field_);
    }
    return Outcome::good;
}

Tokenizer::Outcome Tokenizer::fail(FaultKind kind, std::size_t offset, std::size_t column, std::size_t extra) {
    fault_ = {kind, offset, column, extra};
    return Outcome::fault;
}

Field Tokenizer::unquoted(std::size_t begin, std::size_t end) const {
    if (begin == end) return missing_.empty_field(begin);
    return missing_.field(text_.data(), begin, end);
}

std::size_t Tokenizer::before_return(std::size_t begin, std::size_t end) const {
    return end > begin && text_[end - 1] == '\r' ? end - 1 : end;
}

}  // namespace replica
