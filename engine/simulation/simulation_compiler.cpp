// Turns a specification into a Simulator: compiles expressions in the order that they need each other, tabulates laws,
// and solves for the latent correlations.
#include "engine/error.hpp"
#include "engine/latent_correlation.hpp"
#include "engine/random_stream.hpp"
#include "engine/simulation/simulator.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <stdexcept>

#include <xxhash.h>

namespace replica {
namespace {

/// Values of a column's law at evenly spread draws, as they are written: clipped, rounded.
constexpr std::size_t grade_draws = 1U << 14U;

bool is_whole(double value) { return value == std::floor(value); }

std::string amount(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3g", value);
    return text.data();
}

}  // namespace

class SimulationCompiler {
public:
    explicit SimulationCompiler(Simulator& simulator) : simulator_(simulator), spec_(*simulator.spec_) {}

    void compile() {
        simulator_.tables_.resize(spec_.tables.size());
        states_.resize(spec_.tables.size());
        correlations_.resize(spec_.tables.size());
        for (std::size_t table = 0; table < spec_.tables.size(); ++table) compile_table(table);
        for (std::size_t table = 0; table < spec_.tables.size(); ++table) refine_correlations(table);
        for (std::size_t table = 0; table < spec_.tables.size(); ++table)
            if (spec_.tables[table].written) simulator_.forms_.push_back(form_of(table));
    }

private:
    enum class State : std::uint8_t { waiting, visited, done };
    /// How far a table's columns are compiled: their values, and which of them are missing.
    struct States {
        std::vector<State> values, missing;
    };

    struct LatentPair {
        Eigen::Index first = 0, second = 0;
        double spearman = 0;  ///< as wanted
        double latent = 0;
    };
    struct Correlations {
        std::vector<LatentPair> pairs;
        std::string most_changed;
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
        add_correlations(table);
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

    std::uint32_t column_named(std::size_t table, const std::string& name, const std::string& place) const {
        const auto& columns = spec_of(table).columns;
        for (std::uint32_t column = 0; column < columns.size(); ++column)
            if (columns[column].name == name) return column;
        throw InputError(place + ": there is no column \"" + name + "\"");
    }

    void add_correlations(std::size_t table) {
        const auto& targets = spec_of(table).correlations;
        if (targets.empty()) return;
        Simulator::Table& own = simulator_.tables_[table];
        std::vector<LatentGrades> grades;
        const auto latent_of = [&](const std::string& name, const std::string& place) {
            Simulator::Column& column = own.columns[column_named(table, name, place)];
            if (column.latent) return static_cast<Eigen::Index>(*column.latent);
            if (column.kind != ColumnKind::law && column.kind != ColumnKind::arrivals)
                throw InputError(place + ": column \"" + name +
                                 "\" isn't drawn from a distribution, so no rank correlation can be set");
            column.latent = grades.size();
            own.latent_columns.push_back(column_named(table, name, place));
            grades.push_back(grades_of(column));
            if (!(grades.back().variance > 0)) throw InputError(place + ": column \"" + name + "\" has one value only");
            return static_cast<Eigen::Index>(*column.latent);
        };
        Correlations& correlations = correlations_[table];
        for (const SpearmanTarget& target : targets) {
            const Eigen::Index first = latent_of(target.first, target.place);
            const Eigen::Index second = latent_of(target.second, target.place);
            const LatentGrades& a = grades[static_cast<std::size_t>(first)];
            const LatentGrades& b = grades[static_cast<std::size_t>(second)];
            const SpearmanRange range = attainable_spearman(a, b);
            constexpr double slack = 5e-4;
            if (target.value > range.highest + slack || target.value < range.lowest - slack)
                throw InputError(target.place + ": a Spearman correlation of " + amount(target.value) + " between \"" +
                                 target.first + "\" and \"" + target.second +
                                 "\" can't be attained: these distributions allow " + amount(range.lowest) + " to " +
                                 amount(range.highest));
            correlations.pairs.push_back({first, second, target.value, solve_latent(a, b, target.value)});
        }
        const double change = factorize(table);
        if (change > 0)
            simulator_.remarks_.push_back(
                targets.front().place +
                ": the correlations contradict each other (the matrix isn't positive definite); the "
                "nearest that don't are taken, which changes " +
                correlations.most_changed + " most, by " + amount(change));
    }

    // The factor of the latent correlations as they are now. Returns by how much one had to be changed.
    double factorize(std::size_t table) {
        Simulator::Table& own = simulator_.tables_[table];
        Correlations& correlations = correlations_[table];
        const auto size = static_cast<Eigen::Index>(own.latent_columns.size());
        Eigen::MatrixXd wanted = Eigen::MatrixXd::Identity(size, size);
        for (const LatentPair& pair : correlations.pairs)
            wanted(pair.first, pair.second) = wanted(pair.second, pair.first) = pair.latent;
        const NearestCorrelation nearest = nearest_correlation(wanted);
        const auto name = [&](Eigen::Index at) {
            return spec_of(table).columns[own.latent_columns[static_cast<std::size_t>(at)]].name;
        };
        correlations.most_changed = name(nearest.row) + " with " + name(nearest.column);
        own.factor = cholesky_factor(nearest.matrix);
        return nearest.largest_change;
    }

    // A column whose law hangs on conditions has no single marginal: what its latent correlation makes of Spearman's is
    // measured on simulated rows, and mended.
    void refine_correlations(std::size_t table) {
        const Simulator::Table& own = simulator_.tables_[table];
        const auto is_conditional = [&](std::uint32_t column) {
            return !own.columns[column].conditions.empty() || own.columns[column].between ||
                   !own.columns[column].rules.empty();
        };
        if (std::none_of(own.latent_columns.begin(), own.latent_columns.end(), is_conditional)) return;
        constexpr int rounds = 4;
        for (int round = 0; round < rounds; ++round) {
            const std::vector<std::vector<double>> values = pilot_values(table);
            double largest = 0;
            for (LatentPair& pair : correlations_[table].pairs) {
                const double is = spearman(values[static_cast<std::size_t>(pair.first)],
                                           values[static_cast<std::size_t>(pair.second)]);
                largest = std::max(largest, std::abs(pair.spearman - is));
                pair.latent = std::clamp(pair.latent + pair.spearman - is, -0.9999, 0.9999);
            }
            factorize(table);
            if (largest < 1e-3) return;
        }
    }

    // The columns with latent variables, in rows that are simulated for this alone.
    std::vector<std::vector<double>> pilot_values(std::size_t table) const {
        constexpr std::size_t rows_wanted = std::size_t{1} << 18U;
        constexpr std::uint64_t pilot_seed = 0x9E3779B97F4A7C15U;
        constexpr std::size_t block_rows = 2048;
        const Simulator::Table& own = simulator_.tables_[table];
        std::vector<std::vector<double>> values(own.latent_columns.size());
        SimulatedBlock block;
        for (std::uint64_t first = 0; first < rows_wanted && values.front().size() < rows_wanted; first += block_rows) {
            simulator_.simulate(pilot_seed, first, block_rows, block);
            for (std::size_t k = 0; k < values.size(); ++k) {
                const auto& made = block.tables[table].values[own.latent_columns[k]];
                values[k].insert(values[k].end(), made.begin(), made.end());
            }
        }
        return values;
    }

    static LatentGrades grades_of(const Simulator::Column& column) {
        std::vector<double> probabilities;
        double last = std::nan("");
        for (std::size_t i = 0; i < grade_draws; ++i) {
            const double u = (static_cast<double>(i) + 0.5) / grade_draws;
            double value = column.arrivals ? column.arrivals->time_at(u, 0.5) : column.laws.front()(u);
            if (column.lowest) value = std::max(value, *column.lowest);
            if (column.highest) value = std::min(value, *column.highest);
            if (column.unit) value = std::round(value * *column.unit) / *column.unit;
            if (probabilities.empty() || value != last) probabilities.push_back(0);
            probabilities.back() += 1;
            last = value;
        }
        return probabilities.size() > 1 ? latent_grades(probabilities) : LatentGrades{};
    }

    SimulatedTableForm form_of(std::size_t table) const {
        const SimulatedTable& spec = spec_of(table);
        SimulatedTableForm form;
        form.name = spec.name;
        form.table = table;
        if (spec.fixed) {
            form.fixed = &*spec.fixed;
            return form;
        }
        for (std::uint32_t column = 0; column < spec.columns.size(); ++column)
            if (spec.columns[column].written) form.columns.push_back(form_of(table, column));
        if (form.columns.empty()) throw InputError(spec.place + ": no column of it is written");
        return form;
    }
    SimulatedForm form_of(std::size_t table, std::uint32_t index) const {
        const SimulatedColumn& spec = spec_of(table).columns[index];
        const Simulator::Column& column = simulator_.tables_[table].columns[index];
        SimulatedForm form;
        form.name = spec.name;
        form.column = index;
        form.type = spec.type;
        form.decimals = spec.decimals;
        form.is_pattern = spec.kind == ColumnKind::pattern;
        form.is_sequence = spec.kind == ColumnKind::sequence;
        form.start = spec.start;
        form.step = spec.step;
        form.pattern = spec.pattern;
        form.stream = column.draws;
        const WrittenType natural = natural_type(spec, column);
        if (form.type == WrittenType::automatic) form.type = natural;
        const bool was_number = natural == WrittenType::integer || natural == WrittenType::number ||
                                natural == WrittenType::date || natural == WrittenType::datetime;
        const bool is_number = form.type != WrittenType::truth && form.type != WrittenType::text;
        if (was_number != is_number) throw InputError(spec.place + ": its type doesn't fit its values");
        return form;
    }
    static WrittenType natural_type(const SimulatedColumn& spec, const Simulator::Column& column) {
        if (spec.kind == ColumnKind::pattern || column.type == ExpressionType::text) return WrittenType::text;
        if (column.type == ExpressionType::truth) return WrittenType::truth;
        if (spec.kind == ColumnKind::sequence || (spec.decimals && *spec.decimals == 0)) return WrittenType::integer;
        if (spec.kind == ColumnKind::arrivals)
            return column.arrivals->has_times() ? WrittenType::datetime : WrittenType::date;
        const bool whole =
            spec.kind == ColumnKind::law &&
            std::all_of(column.laws.begin(), column.laws.end(), [](const QuantileTable& law) {
                const auto& steps = law.law().steps;
                return steps ? std::all_of(steps->values.begin(), steps->values.end(), is_whole) : law.law().discrete;
            });
        return whole ? WrittenType::integer : WrittenType::number;
    }

    Simulator& simulator_;
    const SimulationSpec& spec_;
    std::vector<States> states_;
    std::vector<std::pair<std::size_t, std::uint32_t>> path_;
    std::map<std::pair<std::size_t, std::uint32_t>, std::size_t> numbers_;
    std::map<std::string, std::size_t, std::less<>> text_indexes_;
    std::set<std::uint32_t> hashes_;
    std::vector<Correlations> correlations_;  ///< by table
};

Simulator::Simulator(SimulationSpec spec) : spec_(std::make_unique<const SimulationSpec>(std::move(spec))) {
    SimulationCompiler(*this).compile();
}

}  // namespace replica
