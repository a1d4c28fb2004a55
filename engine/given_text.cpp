#include "engine/given_text.hpp"

#include "engine/error.hpp"

#include <algorithm>

namespace replica {
namespace {

constexpr std::string_view form = "conditions are such as gender=F|U,age=65..,\"a,b\"=\"x=y\"";

[[noreturn]] void refuse(std::string_view text, const std::string& what) {
    throw InputError("--given " + std::string(text) + " " + what + "; " + std::string(form));
}

std::string trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return std::string(text);
}

/// A piece of text up to a delimiter.
struct Piece {
    std::string text;
    bool quoted = false;
};

class GivenReader {
public:
    explicit GivenReader(std::string_view text) : text_(text) {}

    std::vector<Condition> read() {
        std::vector<Condition> conditions;
        do {
            conditions.push_back(read_condition());
            const auto same = [&](const Condition& other) { return other.column == conditions.back().column; };
            if (std::any_of(conditions.begin(), conditions.end() - 1, same))
                refuse(text_, "names column " + conditions.back().column + " twice; | stands between alternatives");
        } while (take(","));
        return conditions;
    }

private:
    Condition read_condition() {
        Condition condition{read_piece({"=", ",", "|"}).text, {}};
        if (condition.column.empty()) refuse(text_, "lacks the name of a column");
        if (!take("=")) refuse(text_, "doesn't say what column " + condition.column + " is to hold");
        do condition.allowed.push_back(read_allowed(condition.column));
        while (take("|"));
        return condition;
    }

    AllowedValues read_allowed(const std::string& column) {
        Piece low = read_piece({"..", "|", ","});
        if (!take("..")) {
            const auto kind = low.quoted ? AllowedValues::Kind::text : AllowedValues::Kind::value;
            return {kind, std::move(low.text), std::nullopt};
        }
        Piece high = read_piece({"|", ","});
        AllowedValues range{AllowedValues::Kind::range, std::nullopt, std::nullopt};
        if (!low.text.empty()) range.low = std::move(low.text);
        if (!high.text.empty()) range.high = std::move(high.text);
        if (!range.low && !range.high) refuse(text_, "has a range without ends for column " + column);
        return range;
    }

    Piece read_piece(std::initializer_list<std::string_view> delimiters) {
        const std::size_t blanks = std::min(rest().find_first_not_of(' '), rest().size());
        if (rest().substr(blanks).starts_with('"')) {
            at_ += blanks + 1;
            return read_quoted(delimiters);
        }
        std::size_t size = rest().size();
        for (const std::string_view delimiter : delimiters) size = std::min(size, rest().find(delimiter));
        const std::string_view piece = rest().substr(0, size);
        at_ += size;
        return {trimmed(piece), false};
    }

    Piece read_quoted(std::initializer_list<std::string_view> delimiters) {
        Piece piece{{}, true};
        for (;;) {
            const std::size_t end = rest().find('"');
            if (end == std::string_view::npos) refuse(text_, "has a quote that doesn't end");
            piece.text += rest().substr(0, end);
            at_ += end + 1;
            if (!take("\"")) break;
            piece.text += '"';
        }
        while (take(" ")) {
        }
        const auto next = [&](std::string_view delimiter) { return rest().starts_with(delimiter); };
        if (!rest().empty() && std::none_of(delimiters.begin(), delimiters.end(), next))
            refuse(text_, "goes on behind a quote that ended");
        return piece;
    }

    bool take(std::string_view delimiter) {
        if (!rest().starts_with(delimiter)) return false;
        at_ += delimiter.size();
        return true;
    }

    [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

std::vector<Condition> parse_conditions(std::string_view text) { return GivenReader(text).read(); }

}  // namespace replica
