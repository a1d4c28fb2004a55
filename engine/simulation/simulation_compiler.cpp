// Turns a specification into a Simulator: compiles expressions in the order that they need each other.
#include "engine/error.hpp"
#include "engine/random_stream.hpp"
#include "engine/simulation/simulated_forms.hpp"
#include "engine/simulation/simulation_correlations.hpp"
#include "engine/simulation/simulator.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <stdexcept>

#include <xxhash.h>

namespace replica {
namespace {}  // namespace

class SimulationCompiler {
public:
    explicit SimulationCompiler(Simulator& simulator) : simulator_(simulator), spec_(*simulator.spec_) {}

    void compile() {
        simulator_.tables_.resize(spec_.tables.size());
        states_.resize(spec_.tables.size());
        for (std::size_t table = 0; table < spec_.tables.size(); ++table) compile_table(table);
        for (std::size_t table = 0, at = 0; table < spec_.tables.size(); ++table)
            if (!spec_.tables[table].fixed) correlations_[at++].refine(simulator_, table);
        for (std::size_t table = 0; table < spec_.tables.size(); ++table)
            if (spec_.tables[table].written)
                simulator_.forms_.push_back(table_form(spec_of(table), simulator_.tables_[table].columns, table));
    }

private:
    enum class State : std::uint8_t { waiting, visited, done };
    /// How far a table's columns are compiled: their values, and which of them are missing.
    struct States {
        std::vector<State> values, missing;
    };

    const SimulatedTable& spec_of(std::size_t table) const { return spec_.tables[table]; }

    void compile_table(std::size_t table) {
        const SimulatedTable& spec = spec_of(table);
        if (spec.fixed) return;
        Simulator::Table& own = simulator_.tables_[table];
        find_parent(table);
        own.most = spec.most;
        own.columns.resize(spec.columns.size());
        states_[table].values.assign(spec.columns.size(), State::waiting);
        states_[table].missing.assign(spec.columns.size(), State::waiting);
        for (std::uint32_t column = 0; column < spec.columns.size(); ++column) name_streams(table, column);
        if (own.parent)
            own.count =
                compile_expression(*own.parent, hash_of(spec.name, "count"), 0, spec.count, ExpressionType::number);
        for (std::uint32_t column = 0; column < spec.columns.size(); ++column) {
            need_values(table, column);
            need_missing(table, column);
        }
        if (spec.keep)
            own.keep = compile_expression(table, hash_of(spec.name, "keep"), 0, *spec.keep, ExpressionType::truth);
        correlations_.emplace_back(spec, own);
        if (const auto& remark = correlations_.back().remark()) simulator_.remarks_.push_back(*remark);
    }

    void find_parent(std::size_t table) {
        const SimulatedTable& spec = spec_of(table);
        if (spec.parent.empty()) {
            for (std::size_t earlier = 0; earlier < table; ++earlier)
                if (!spec_of(earlier).fixed)
                    throw InputError(spec.place +
                                     " needs per = the table that its rows belong to: only the first table, \"" +
                                     spec_of(earlier).name + "\", stands for itself");
            return;
        }
        for (std::size_t earlier = 0; earlier < table; ++earlier) {
            if (spec_of(earlier).name != spec.parent) continue;
            if (spec_of(earlier).fixed)
                throw InputError(spec.place + ": rows can't belong to table \"" + spec.parent + "\", which is fixed");
            simulator_.tables_[table].parent = earlier;
            return;
        }
        throw InputError(spec.place + ": per = \"" + spec.parent + "\", but there is no such table before it");
    }

    // A hash of the names, so that a column's draws don't hang on where it stands. Collisions are one in billions.
    std::uint32_t hash_of(const std::string& table, const std::string& name) {
        const std::string text = table + '\0' + name;
        for (std::uint64_t salt = 0;; ++salt) {
            const auto hash = static_cast<std::uint32_t>(XXH3_64bits_withSeed(text.data(), text.size(), salt));
            if (hashes_.insert(hash).second) return hash;
        }
    }
    void name_streams(std::size_t table, std::uint32_t index) {
        Simulator::Column& column = simulator_.tables_[table].columns[index];
        const std::uint32_t hash = hash_of(spec_of(table).name, spec_of(table).columns[index].name);
        column.draws = stream_of(Purpose::simulated_draw, hash);
        column.time_draws = stream_of(Purpose::simulated_time, hash);
        column.missing_draws = stream_of(Purpose::simulated_missing, hash);
    }
    static std::uint32_t hash_in(std::uint64_t stream) { return static_cast<std::uint32_t>(stream); }

    // What a column's value hangs on comes before it.
    void need_values(std::size_t table, std::uint32_t column) {
        State& state = states_[table].values[column];
        if (state == State::done) return;
        if (state == State::visited) fail_circle(table, column);
        state = State::visited;
        path_.push_back({table, column});
        compile_column(table, column);
        path_.pop_back();
        states_[table].values[column] = State::done;
        simulator_.tables_[table].steps.push_back({column, false});
    }
    void need_missing(std::size_t table, std::uint32_t index) {
        State& state = states_[table].missing[index];
        if (state == State::done) return;
        if (state == State::visited) fail_circle(table, index);
        state = State::visited;
        path_.push_back({table, index});
        const SimulatedColumn& spec = spec_of(table).columns[index];
        need_values_of(table, index);
        Simulator::Column& column = simulator_.tables_[table].columns[index];
        column.missing = spec.missing;
        if (spec.missing_when)
            column.missing_when = compile_expression(table, hash_in(column.draws), next_number(table, index),
                                                     *spec.missing_when, ExpressionType::truth);
        path_.pop_back();
        states_[table].missing[index] = State::done;
        simulator_.tables_[table].steps.push_back({index, true});
    }
    // A column's own value is no circle: the path holds the column for what is missing of it.
    void need_values_of(std::size_t table, std::uint32_t index) {
        if (states_[table].values[index] == State::waiting) need_values(table, index);
    }

    [[noreturn]] void fail_circle(std::size_t table, std::uint32_t column) const {
        const auto start = std::find(path_.begin(), path_.end(), std::pair{table, column});
        std::string circle;
        for (auto at = start; at != path_.end(); ++at) {
            const auto next = at + 1 == path_.end() ? std::pair{table, column} : *(at + 1);
            circle += (circle.empty() ? "" : ", ") + name_of(*at) + " needs " + name_of(next);
        }
        throw InputError(spec_of(table).columns[column].place + ": the expressions go in a circle: " + circle);
    }
    std::string name_of(const std::pair<std::size_t, std::uint32_t>& column) const {
        return spec_of(column.first).columns[column.second].name;
    }

    std::size_t next_number(std::size_t table, std::uint32_t column) { return numbers_[{table, column}]++; }

    Expression compile_expression(std::size_t table, std::uint32_t hash, std::size_t number,
                                  const WrittenExpression& written, std::optional<ExpressionType> wanted = std::nullopt,
                                  std::optional<std::uint32_t> own = std::nullopt) {
        ExpressionNames names;
        names.find = [&](std::string_view name) { return find(table, name, own); };
        names.find_curve = [&](std::string_view name) { return find_curve(name); };
        names.text_index = [&](std::string_view text) { return text_index(text); };
        names.stream = stream_of(Purpose::simulated_call, hash) + number * most_calls * call_stride;
        names.place = written.place;
        try {
            Expression expression = Expression::compile(written.text, names);
            for (const ExpressionInput& input : expression.inputs())
                if (input.is_missing && input.level == 0) need_missing(table, input.column);
            check_type(expression, wanted, written);
            return expression;
        } catch (const ExpressionError& error) {
            throw InputError(written.place + ": " + error.what());
        }
    }
    static void check_type(const Expression& expression, std::optional<ExpressionType> wanted,
                           const WrittenExpression& written) {
        if (!wanted || expression.type() == *wanted) return;
        if (*wanted == ExpressionType::number && expression.type() == ExpressionType::truth) return;
        throw InputError(written.place + ": \"" + written.text + "\" must give " +
                         (*wanted == ExpressionType::truth ? "a condition, such as age > 65" : "a number"));
    }

    double text_index(std::string_view text) {
        const auto [entry, added] = text_indexes_.try_emplace(std::string(text), simulator_.texts_.size());
        if (added) simulator_.texts_.emplace_back(text);
        return static_cast<double>(entry->second);
    }

    std::optional<std::function<double(double)>> find_curve(std::string_view name) const {
        const auto found = spec_.curves.find(std::string(name));
        if (found == spec_.curves.end()) return std::nullopt;
        return [curve = found->second](double time) { return curve_value(curve, time); };
    }

    std::optional<ExpressionName> find(std::size_t table, std::string_view name, std::optional<std::uint32_t> own) {
        if (auto found = find_column(table, 0, name, own)) return found;
        if (name == "index" && simulator_.tables_[table].parent)
            return ExpressionName{ExpressionType::number, std::nullopt, {0, index_column, false}};
        std::size_t at = table;
        for (std::uint32_t level = 0;; ++level) {
            const std::string& prefix = spec_of(at).name;
            if (!prefix.empty() && name.size() > prefix.size() && name.starts_with(prefix) &&
                name[prefix.size()] == '.')
                if (auto found = find_column(at, level, name.substr(prefix.size() + 1), own)) return found;
            if (!simulator_.tables_[at].parent) break;
            at = *simulator_.tables_[at].parent;
        }
        const std::string key(name);
        if (const auto number = spec_.parameters.find(key); number != spec_.parameters.end())
            return ExpressionName{ExpressionType::number, number->second, {}};
        if (const auto text = spec_.text_parameters.find(key); text != spec_.text_parameters.end())
            return ExpressionName{ExpressionType::text, text_index(text->second), {}};
        return std::nullopt;
    }
    std::optional<ExpressionName> find_column(std::size_t table, std::uint32_t level, std::string_view name,
                                              std::optional<std::uint32_t> own) {
        const auto& columns = spec_of(table).columns;
        for (std::uint32_t column = 0; column < columns.size(); ++column) {
            if (columns[column].name != name) continue;
            if (columns[column].kind == ColumnKind::pattern)
                throw ExpressionError("column \"" + std::string(name) +
                                      "\" has a pattern, which expressions can't read");
            if (level == 0 && own != column) need_values(table, column);
            return ExpressionName{simulator_.tables_[table].columns[column].type, std::nullopt, {level, column, false}};
        }
        return std::nullopt;
    }

    void compile_column(std::size_t table, std::uint32_t index) {
        const SimulatedColumn& spec = spec_of(table).columns[index];
        // Compiling others doesn't move this one: the vector has its size.
        Simulator::Column& column = simulator_.tables_[table].columns[index];
        column.kind = spec.kind;
        column.start = spec.start;
        column.step = spec.step;
        column.lowest = spec.lowest;
        column.highest = spec.highest;
        if (spec.decimals) column.unit = std::pow(10.0, *spec.decimals);
        if (spec.kind == ColumnKind::law) compile_law(table, index);
        if (spec.kind == ColumnKind::arrivals) compile_arrivals(table, index);
        if (spec.kind == ColumnKind::value) {
            column.value = compile_expression(table, hash_in(column.draws), next_number(table, index), spec.value);
            column.type = column.value.type();
        }
        if (column.type != ExpressionType::number && (spec.lowest || spec.highest || spec.decimals))
            throw InputError(spec.place + ": clip and round are for numbers");
        for (const SimulatedRule& rule : spec_of(table).rules)
            if (rule.column == spec.name) compile_rule(table, index, rule);
    }

    void compile_rule(std::size_t table, std::uint32_t index, const SimulatedRule& rule) {
        Simulator::Column& column = simulator_.tables_[table].columns[index];
        const std::uint32_t hash = hash_in(column.draws);
        Expression condition =
            compile_expression(table, hash, next_number(table, index), rule.condition, ExpressionType::truth, index);
        Expression value = compile_expression(table, hash, next_number(table, index), rule.value, std::nullopt, index);
        const bool na = value.constant() && std::isnan(*value.constant());
        if (value.type() != column.type && !na)
            throw InputError(rule.value.place + ": \"" + rule.value.text + "\" is of another type than column \"" +
                             rule.column + "\"");
        column.rules.push_back({std::move(condition), std::move(value)});
    }

    void compile_law(std::size_t table, std::uint32_t index) {
        const SimulatedColumn& spec = spec_of(table).columns[index];
        Simulator::Column& column = simulator_.tables_[table].columns[index];
        constexpr std::size_t most_conditions = 250;  // numbered in a byte
        if (spec.when.size() > most_conditions) throw InputError(spec.place + ": more than 250 conditions");
        column.laws.emplace_back(spec.law);
        for (const ConditionalLaw& conditional : spec.when) {
            column.conditions.push_back(compile_expression(table, hash_in(column.draws), next_number(table, index),
                                                           conditional.when, ExpressionType::truth));
            column.laws.emplace_back(conditional.law);
        }
        for (const std::string& label : spec.labels) column.labels.push_back(text_index(label));
        if (!spec.labels.empty()) column.type = ExpressionType::text;
    }

    void compile_arrivals(std::size_t table, std::uint32_t index) {
        const SimulatedColumn& spec = spec_of(table).columns[index];
        Simulator::Column& column = simulator_.tables_[table].columns[index];
        const auto calendar = spec_.calendars.find(spec.calendar);
        if (calendar == spec_.calendars.end())
            throw InputError(spec.place + ": there is no calendar \"" + spec.calendar + "\"");
        try {
            column.arrivals.emplace(calendar->second);
        } catch (const std::invalid_argument& error) {
            throw InputError(spec.place + ": calendar \"" + spec.calendar + "\": " + error.what());
        }
        if (!spec.between) return;
        const std::uint32_t hash = hash_in(column.draws);
        Expression first =
            compile_expression(table, hash, next_number(table, index), (*spec.between)[0], ExpressionType::number);
        Expression last =
            compile_expression(table, hash, next_number(table, index), (*spec.between)[1], ExpressionType::number);
        column.between = {std::move(first), std::move(last)};
    }

    Simulator& simulator_;
    const SimulationSpec& spec_;
    std::vector<States> states_;
    std::vector<std::pair<std::size_t, std::uint32_t>> path_;
    std::map<std::pair<std::size_t, std::uint32_t>, std::size_t> numbers_;
    std::map<std::string, std::size_t, std::less<>> text_indexes_;
    std::set<std::uint32_t> hashes_;
    std::vector<TableCorrelations> correlations_;  ///< by table that isn't fixed
};

Simulator::Simulator(SimulationSpec spec) : spec_(std::make_unique<const SimulationSpec>(std::move(spec))) {
    SimulationCompiler(*this).compile();
}

}  // namespace replica
