#include "engine/rules.hpp"

#include "engine/error.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace replica {
namespace {

constexpr std::string_view forms =
    "write \"end = start + interval\", \"a <= b\", \"a < b\", \"a <= b <= c\", \"a + b = c\" or \"c - a = b\"";

struct Word {
    std::string text;
    enum class Kind : std::uint8_t { name, quoted_name, sign } kind = Kind::name;

    [[nodiscard]] bool is_sign(std::string_view sign) const { return kind == Kind::sign && text == sign; }
    [[nodiscard]] bool is_order() const { return kind == Kind::sign && (text.front() == '<' || text.front() == '>'); }
};

[[noreturn]] void fail(const std::string& rule, const std::string& what) {
    throw InputError("the rule \"" + rule + "\" " + what);
}

bool is_name_byte(char byte) {
    const auto letter = static_cast<unsigned char>(byte);
    return letter >= 0x80 || std::isalnum(letter) != 0 || byte == '_' || byte == '.';
}

Word read_quoted(const std::string& rule, std::size_t& at) {
    Word word{{}, Word::Kind::quoted_name};
    for (++at; at < rule.size(); ++at) {
        if (rule[at] == '"') {
            ++at;
            if (at == rule.size() || rule[at] != '"') return word;
        }
        word.text += rule[at];
    }
    fail(rule, "has a quote that isn't closed");
}

Word read_word(const std::string& rule, std::size_t& at) {
    if (rule[at] == '"') return read_quoted(rule, at);
    Word word;
    if (is_name_byte(rule[at])) {
        while (at < rule.size() && is_name_byte(rule[at])) word.text += rule[at++];
        return word;
    }
    word.kind = Word::Kind::sign;
    word.text = rule[at++];
    if (at < rule.size() && rule[at] == '=' && (word.text == "<" || word.text == ">")) word.text += rule[at++];
    if (std::string_view("+-=<><=>=").find(word.text) == std::string_view::npos)
        fail(rule, "can't be read at \"" + word.text + "\"; " + std::string(forms));
    return word;
}

// Names and signs in turn, from a name to a name.
std::vector<Word> words_of(const std::string& rule) {
    std::vector<Word> words;
    std::size_t at = 0;
    while (true) {
        while (at < rule.size() && (rule[at] == ' ' || rule[at] == '\t')) ++at;
        if (at == rule.size()) break;
        words.push_back(read_word(rule, at));
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool sign = words[i].kind == Word::Kind::sign;
        if (sign != (i % 2 == 1)) fail(rule, "can't be read; " + std::string(forms));
    }
    if (words.size() < 3 || words.size() % 2 == 0) fail(rule, "can't be read; " + std::string(forms));
    return words;
}

std::vector<Rule> read_chain(const std::string& rule, const std::vector<Word>& words) {
    std::vector<Rule> rules;
    for (std::size_t i = 1; i < words.size(); i += 2) {
        if (!words[i].is_order()) fail(rule, "mixes an order with a sum; " + std::string(forms));
        const std::string& sign = words[i].text;
        Rule one{sign.size() == 2 ? RuleKind::at_most : RuleKind::less, words[i - 1].text, {}, words[i + 1].text, rule};
        if (sign.front() == '>') std::swap(one.left, one.right);
        if (one.left == one.right) fail(rule, "compares a column with itself");
        rules.push_back(std::move(one));
    }
    return rules;
}

// x = y + z, or x = y - z, which is y = x + z.
Rule read_sum(const std::string& rule, const Word& x, const Word& y, const Word& z, bool minus) {
    const auto is_interval = [](const Word& word) { return word.kind == Word::Kind::name && word.text == "interval"; };
    const std::string& total = minus ? y.text : x.text;
    const Word& first = minus ? x : y;
    if (is_interval(first) != is_interval(z) && !is_interval(minus ? y : x)) {
        const std::string& start = is_interval(z) ? first.text : z.text;
        if (start == total) fail(rule, "compares a column with itself");
        return {RuleKind::interval, start, {}, total, rule};
    }
    if (total == first.text || total == z.text) fail(rule, "has a column on both sides");
    return {RuleKind::sum, first.text, z.text, total, rule};
}

}  // namespace

std::vector<Rule> parse_rule(const std::string& text) {
    const auto words = words_of(text);
    if (words[1].is_order()) return read_chain(text, words);
    const auto plus_or_minus = [](const Word& word) { return word.is_sign("+") || word.is_sign("-"); };
    if (words.size() == 5 && words[1].is_sign("=") && plus_or_minus(words[3]))
        return {read_sum(text, words[0], words[2], words[4], words[3].is_sign("-"))};
    if (words.size() == 5 && words[3].is_sign("=") && plus_or_minus(words[1]))
        return {read_sum(text, words[4], words[0], words[2], words[1].is_sign("-"))};
    fail(text, "can't be read; " + std::string(forms));
}

}  // namespace replica
