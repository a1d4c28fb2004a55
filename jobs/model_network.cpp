#include "jobs/model_views.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <sstream>

namespace replica {
namespace {

std::string dot_quoted(const std::string& text) {
    std::string quoted = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') quoted += '\\';
        quoted += letter == '\n' || letter == '\r' ? ' ' : letter;
    }
    return quoted + "\"";
}

// A word of letters, digits and underscores that begins with a letter and is not in `taken`.
std::string bif_word(const std::string& text, std::set<std::string>& taken) {
    std::string word;
    for (const char letter : text) {
        const bool plain =
            (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
        word += plain ? letter : '_';
    }
    if (word.empty() || (word[0] >= '0' && word[0] <= '9') || word[0] == '_') word = "v" + word;
    std::string unique = word;
    for (int i = 2; !taken.insert(unique).second; ++i) unique = word + "_" + std::to_string(i);
    return unique;
}

std::vector<std::string> state_words(const ColumnModel& column) {
    std::set<std::string> taken;
    std::vector<std::string> words;
    for (std::uint32_t code = 0; code < column.value_codes(); ++code) {
        std::string text = "present";
        if (column.encoding == Encoding::categorical && code < column.values.size()) text = column.values[code];
        if (column.encoding == Encoding::categorical && code >= column.values.size())
            text = "other_" + column.pools[code - column.values.size()].label;
        if (column.encoding == Encoding::binned) {
            text = "from_";
            append_value(column.bin_low[code], column.format, text);
        }
        if (column.encoding == Encoding::interval && code < column.bin_low.size())
            text = "interval_from_" + std::to_string(column.bin_low[code]);
        if (column.own_code() == code) text = "without_reference";
        words.push_back(bif_word(text, taken));
    }
    if (column.has_pooled) words.push_back(bif_word("pooled", taken));
    if (column.has_missing) words.push_back(bif_word("missing", taken));
    return words;
}

std::string probabilities(const std::vector<double>& weights) {
    double total = 0;
    for (const double weight : weights) total += weight;
    std::string text;
    for (const double weight : weights) {
        char number[32];
        std::snprintf(number, sizeof number, "%.9g", weight / total);
        text += (text.empty() ? "" : ", ") + std::string(number);
    }
    return text;
}

class BifWriter {
public:
    explicit BifWriter(const Model& model) : model_(model) {
        std::set<std::string> taken;
        for (const Family& family : model.families) {
            names_[family.child] = bif_word(model.columns[family.child].name, taken);
            states_[family.child] = state_words(model.columns[family.child]);
        }
    }

    std::string write() {
        out_ << "network replica {\n}\n";
        for (const auto& [column, name] : names_) variable(column, name);
        for (const Family& family : model_.families) probability(family);
        return out_.str();
    }

private:
    void variable(std::uint32_t column, const std::string& name) {
        const auto& states = states_[column];
        out_ << "variable " << name << " {\n  type discrete [ " << states.size() << " ] { ";
        for (std::size_t i = 0; i < states.size(); ++i) out_ << (i == 0 ? "" : ", ") << states[i];
        out_ << " };\n}\n";
    }

    void probability(const Family& family) {
        out_ << "probability ( " << names_[family.child];
        for (std::size_t i = 0; i < family.parents.size(); ++i) {
            out_ << (i == 0 ? " | " : ", ") << names_[family.parents[i]];
        }
        out_ << " ) {\n";
        if (family.parents.empty()) {
            out_ << "  table " << probabilities(marginal(family)) << ";\n";
        } else {
            configurations(family);
        }
        out_ << "}\n";
    }

    void configurations(const Family& family) {
        std::uint64_t total = 1;
        for (const std::uint32_t parent : family.parents) total *= states_[parent].size();
        const std::string unseen = probabilities(marginal(family));
        std::size_t next = 0;
        for (std::uint64_t configuration = 0; configuration < total; ++configuration) {
            out_ << "  (";
            std::uint64_t rest = configuration;
            for (std::size_t i = 0; i < family.parents.size(); ++i) {
                const auto& states = states_[family.parents[i]];
                out_ << (i == 0 ? "" : ", ") << states[rest % states.size()];
                rest /= states.size();
            }
            const bool seen = next < family.configurations.size() && family.configurations[next] == configuration;
            out_ << ") " << (seen ? probabilities(conditional(family, next)) : unseen) << ";\n";
            if (seen) ++next;
        }
    }

    std::vector<double> conditional(const Family& family, std::size_t row) const {
        std::vector<double> weights(model_.columns[family.child].domain_size());
        for (std::uint64_t cell = family.first_cell[row]; cell < family.first_cell[row + 1]; ++cell) {
            weights[family.codes[cell]] = family.counts[cell];
        }
        return weights;
    }

    std::vector<double> marginal(const Family& family) const {
        std::vector<double> weights(model_.columns[family.child].domain_size());
        for (std::size_t cell = 0; cell < family.codes.size(); ++cell)
            weights[family.codes[cell]] += family.counts[cell];
        return weights;
    }

    const Model& model_;
    std::map<std::uint32_t, std::string> names_;
    std::map<std::uint32_t, std::vector<std::string>> states_;
    std::ostringstream out_;
};

}  // namespace

std::string network_dot(const Model& model) {
    std::ostringstream out;
    out << "digraph network {\n  node [shape=box, style=rounded];\n";
    for (const Family& family : model.families) {
        const std::string child = dot_quoted(model.columns[family.child].name);
        out << "  " << child << ";\n";
        for (const std::uint32_t parent : family.parents) {
            out << "  " << dot_quoted(model.columns[parent].name) << " -> " << child << ";\n";
        }
    }
    out << "}\n";
    return out.str();
}

std::string network_bif(const Model& model) { return BifWriter(model).write(); }

}  // namespace replica
