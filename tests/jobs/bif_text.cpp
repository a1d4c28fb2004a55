#include "tests/jobs/bif_text.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <stdexcept>

namespace replica::test {

namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

bool is_word(const std::string& token) {
    return !token.empty() && is_letter(token[0]) && std::all_of(token.begin(), token.end(), [](char c) {
        return c == '_' || (static_cast<unsigned char>(c) < 128 && std::isalnum(static_cast<unsigned char>(c)) != 0);
    });
}

class BifParser {
public:
    explicit BifParser(std::string_view text) : text_(text) {}

    BifNetwork parse() {
        expect("network");
        word();
        expect("{");
        expect("}");
        while (peek() == "variable") variable();
        while (!peek().empty()) probability();
        for (const auto& [name, states] : network_.states) check(network_.tables.contains(name), "no table of " + name);
        return std::move(network_);
    }

private:
    static void check(bool holds, const std::string& what) {
        if (!holds) throw std::runtime_error("BIF: " + what);
    }

    std::string next() {
        while (place_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[place_])) != 0) ++place_;
        constexpr std::string_view marks = "{}[]()|,;";
        std::string token;
        while (place_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[place_])) == 0) {
            const bool is_mark = marks.find(text_[place_]) != std::string_view::npos;
            if (is_mark && !token.empty()) break;
            token += text_[place_++];
            if (is_mark) break;
        }
        return token;
    }

    std::string peek() {
        const std::size_t before = place_;
        std::string token = next();
        place_ = before;
        return token;
    }

    void expect(const std::string& what) {
        const std::string token = next();
        check(token == what, "expected " + what + ", found " + token);
    }

    std::string word() {
        std::string token = next();
        check(is_word(token), "no word: " + token);
        return token;
    }

    // Words or numbers, with commas between, up to `end`.
    std::vector<std::string> list(const std::string& end) {
        std::vector<std::string> items{next()};
        for (std::string mark = next(); mark != end; mark = next()) {
            check(mark == ",", "expected a comma, found " + mark);
            items.push_back(next());
        }
        return items;
    }

    std::vector<double> numbers() {
        std::vector<double> values;
        for (const std::string& item : list(";")) {
            double value = -1;
            const auto [end, error] = std::from_chars(item.data(), item.data() + item.size(), value);
            check(error == std::errc{} && end == item.data() + item.size() && value >= 0 && value <= 1,
                  "no probability: " + item);
            values.push_back(value);
        }
        return values;
    }

    void variable() {
        expect("variable");
        const std::string name = word();
        for (const char* token : {"{", "type", "discrete", "["}) expect(token);
        const std::string count = next();
        for (const char* token : {"]", "{"}) expect(token);
        auto states = list("}");
        for (const char* token : {";", "}"}) expect(token);
        check(count == std::to_string(states.size()), "states of " + name);
        for (const auto& state : states) {
            check(is_word(state) && std::count(states.begin(), states.end(), state) == 1, "state " + state);
        }
        check(network_.states.emplace(name, std::move(states)).second, name + " is declared twice");
    }

    void probability() {
        for (const char* token : {"probability", "("}) expect(token);
        const std::string child = word();
        check(network_.states.contains(child), "undeclared " + child);
        BifTable table;
        const std::string mark = next();
        check(mark == "|" || mark == ")", "expected | or ), found " + mark);
        if (mark == "|") table.parents = list(")");
        expect("{");
        while (peek() != "}") row(table, network_.states[child].size());
        expect("}");
        std::size_t configurations = 1;
        for (const auto& parent : table.parents) {
            check(network_.states.contains(parent) && parent != child, "parent " + parent);
            configurations *= network_.states[parent].size();
        }
        check(table.rows.size() == configurations, "rows of " + child);
        check(network_.tables.emplace(child, std::move(table)).second, child + " has two tables");
    }

    void row(BifTable& table, std::size_t size) {
        std::vector<std::string> states;
        if (table.parents.empty()) {
            expect("table");
        } else {
            expect("(");
            states = list(")");
        }
        check(states.size() == table.parents.size(), "a row's parents");
        for (std::size_t i = 0; i < states.size(); ++i) {
            const auto& known = network_.states[table.parents[i]];
            check(std::find(known.begin(), known.end(), states[i]) != known.end(), "state " + states[i]);
        }
        const auto values = numbers();
        check(values.size() == size, "a row's probabilities");
        check(table.rows.emplace(states, values).second, "a row occurs twice");
    }

    std::string_view text_;
    std::size_t place_ = 0;
    BifNetwork network_;
};

}  // namespace

BifNetwork parse_bif(std::string_view text) { return BifParser(text).parse(); }

}  // namespace replica::test
