#include "io/datasynthesizer/write_description.hpp"

#include "engine/conditional_table.hpp"
#include "engine/date_text.hpp"
#include "engine/error.hpp"
#include "engine/family_cells.hpp"
#include "engine/number_text.hpp"
#include "engine/row_network.hpp"
#include "io/datasynthesizer/json_place.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

namespace replica {
namespace {

constexpr std::uint64_t most_configurations = 1'000'000;

// What a description calls a bin: kept values or bins, pooled values, and behind numbers' bins one that ends the last.
std::size_t bin_count(const ColumnModel& column) {
    return column.value_codes() + (column.has_pooled ? 1U : 0U) + (column.encoding == Encoding::binned ? 1U : 0U);
}

std::size_t bin_of(const ColumnModel& column, std::uint32_t code) {
    return code == column.missing_code() ? bin_count(column) : code;
}

bool is_number(const std::string& text) {
    const auto number = parse_value(text, {.type = ValueType::integer});
    return number && *number < (std::int64_t{1} << 53U) && *number > -(std::int64_t{1} << 53U);
}

// Twice the mean length of a text in characters: lengths from 1 to this are even there, and as long in the mean.
std::uint64_t longest_text(const TextModel& text) {
    const auto mean = [](const std::vector<Weighted<std::string>>& texts) {
        double length = 0;
        double weights = 0;
        for (const auto& [shape, weight] : texts) {
            const auto escapes = std::count(shape.begin(), shape.end(), '\\');
            length += static_cast<double>(weight) * (static_cast<double>(shape.size()) - static_cast<double>(escapes));
            weights += static_cast<double>(weight);
        }
        return weights > 0 ? length / weights : 1;
    };
    double words = 0;
    double texts = 0;
    for (const Slot& slot : text.words) {
        words += static_cast<double>(slot.weight) * static_cast<double>(slot.low + slot.high) / 2;
        texts += static_cast<double>(slot.weight);
    }
    words = texts > 0 ? words / texts : 1;
    const double between = words > 2 ? words - 2 : 0;
    const double last = words > 1 ? mean(text.shapes[2]) : 0;
    const double letters = mean(text.shapes[0]) + between * mean(text.shapes[1]) + last;
    return static_cast<std::uint64_t>(2 * (letters + std::max(0.0, words - 1)));
}

std::string data_type(const ColumnModel& column) {
    const bool is_key = column.role == Role::key || column.role == Role::person;
    if (is_key && column.key.style == KeyStyle::ssn) return "SocialSecurityNumber";
    if (column.encoding == Encoding::binned) {
        if (column.format.type == ValueType::integer) return "Integer";
        return column.format.type == ValueType::decimal ? "Float" : "DateTime";
    }
    const bool numbers = column.format.type == ValueType::integer &&
                         std::all_of(column.values.begin(), column.values.end(), is_number) && !column.has_pooled &&
                         column.pools.empty();
    return numbers ? "Integer" : "String";
}

Json grid_json(std::int64_t grid, const ColumnModel& column) {
    const ValueFormat& format = column.format;
    if (format.type == ValueType::integer) return grid;
    if (format.type == ValueType::date) return grid * seconds_per_day;
    return static_cast<double>(grid) / static_cast<double>(powers_of_ten[format.decimals]);
}

Json value_json(const std::string& text, const std::string& type) {
    if (type == "Integer") return *parse_value(text, {.type = ValueType::integer});
    return text;
}

// The shares of the bins of some weights by code; all even where the weights are nothing. `missing`: whether missing
// has a share of its own.
Json shares(const ColumnModel& column, std::vector<double> weights, const bool missing) {
    std::vector<double> by_bin(bin_count(column) + 1, 0);
    for (std::uint32_t code = 0; code < weights.size(); ++code) by_bin[bin_of(column, code)] += weights[code];
    if (!missing || !column.has_missing) by_bin.pop_back();
    double sum = 0;
    for (const double weight : by_bin) sum += weight;
    for (double& weight : by_bin) weight = sum > 0 ? weight / sum : 1.0 / static_cast<double>(by_bin.size());
    return by_bin;
}

std::vector<double> weights_of(const ConditionalRow& row, std::uint32_t domain) {
    std::vector<double> weights(domain, 0);
    for (std::size_t i = 0; i < row.codes.size(); ++i) weights[row.codes[i]] = static_cast<double>(row.counts[i]);
    return weights;
}

constexpr std::uint64_t most_cells = std::uint64_t{1} << 22U;

// A column's rows by code: its family's, where they are rows; those of an imported model are shares that weigh no
// parents.
std::vector<double> marginal(const Model& model, std::uint32_t column) {
    const std::uint32_t domain = model.columns[column].domain_size();
    for (const Family& family : model.families) {
        if (family.child != column) continue;
        const FamilyCells sums = sum_last_parents(cells_of(family), 1);
        const std::uint64_t rows = std::accumulate(sums.counts.begin(), sums.counts.end(), std::uint64_t{0});
        const auto exact = rows == model.provenance.rows || family.parents.empty()
                               ? std::nullopt
                               : marginal_shares(model, column, most_cells);
        return exact ? *exact : weights_of({sums.codes, sums.counts, rows}, domain);
    }
    std::vector<double> single(domain, 0);
    if (domain > 0) single[0] = 1;
    return single;
}

class DescriptionWriter {
public:
    explicit DescriptionWriter(const Model& model) : model_(model) {
        for (std::uint32_t c = 0; c < model.columns.size(); ++c)
            if (model.columns[c].role != Role::drop) written_.push_back(c);
        for (const Family& family : model.families)
            if (model.columns[family.child].encoding != Encoding::presence) network_.push_back(&family);
    }

    std::string write() {
        Json attributes = Json::object();
        for (const std::uint32_t column : written_) attributes[model_.columns[column].name] = attribute(column);
        Json description{{"meta", meta()}, {"attribute_description", attributes}};
        if (model_.mode == Mode::correlated && network_.size() > 1) add_network(description);
        return description.dump(4, ' ', false, Json::error_handler_t::replace) + "\n";
    }

private:
    Json meta() const {
        Json names = Json::array();
        Json keys = Json::array();
        Json texts = Json::array();
        Json in_network = Json::array();
        for (const std::uint32_t c : written_) {
            const ColumnModel& column = model_.columns[c];
            names.push_back(column.name);
            if (column.role == Role::text) texts.push_back(column.name);
            if (column.role == Role::attribute) in_network.push_back(column.name);
            if (column.role == Role::key || column.role == Role::person) keys.push_back(column.name);
        }
        return {{"num_tuples", model_.provenance.rows},
                {"num_attributes", names.size()},
                {"num_attributes_in_BN", in_network.size()},
                {"all_attributes", names},
                {"candidate_keys", keys},
                {"non_categorical_string_attributes", texts},
                {"attributes_in_BN", in_network}};
    }

    Json attribute(std::uint32_t index) const {
        const ColumnModel& column = model_.columns[index];
        const std::string type = data_type(column);
        const std::vector<double> rows = marginal(model_, index);
        double all = 0;
        for (const double weight : rows) all += weight;
        const auto missing = column.missing_code();
        Json json{{"name", column.name},
                  {"data_type", type},
                  {"is_categorical", column.encoding == Encoding::categorical},
                  {"is_candidate_key", column.role == Role::key || column.role == Role::person}};
        add_range(json, column, type);
        json["missing_rate"] = missing && all > 0 && model_.mode != Mode::random ? rows[*missing] / all : 0.0;
        add_distribution(json, column, type, rows);
        return json;
    }

    void add_range(Json& json, const ColumnModel& column, const std::string& type) const {
        if (column.encoding == Encoding::binned) {
            json["min"] = grid_json(column.bin_low.front(), column);
            json["max"] = grid_json(column.range_high, column);
        } else if (type == "Integer" && !column.values.empty()) {
            json["min"] = value_json(column.values.front(), type);
            json["max"] = value_json(column.values.back(), type);
        } else if (column.encoding == Encoding::presence) {
            json["min"] = column.role == Role::text ? 1 : 0;
            json["max"] = column.role == Role::text ? longest_text(column.text)
                                                    : std::min<std::uint64_t>(model_.provenance.rows, 1U << 30U);
        } else {
            const auto shorter = [](const std::string& a, const std::string& b) { return a.size() < b.size(); };
            const auto& values = column.values;
            json["min"] = values.empty() ? 0 : std::min_element(values.begin(), values.end(), shorter)->size();
            json["max"] = values.empty() ? 0 : std::max_element(values.begin(), values.end(), shorter)->size();
        }
    }

    void add_distribution(Json& json, const ColumnModel& column, const std::string& type,
                          const std::vector<double>& rows) const {
        Json bins = Json::array();
        if (column.encoding == Encoding::categorical) {
            for (const std::string& value : column.values) bins.push_back(value_json(value, type));
            for (const ValuePool& pool : column.pools) bins.push_back("OTHER " + pool.label);
            if (column.has_pooled) bins.push_back("OTHER");
        }
        if (column.encoding == Encoding::binned && model_.mode == Mode::random) {
            json["distribution_bins"] = {json["min"], json["max"]};
            json["distribution_probabilities"] = {0.5, 0.5};
            return;
        }
        if (column.encoding == Encoding::binned) {
            for (const std::int64_t low : column.bin_low) bins.push_back(grid_json(low, column));
            bins.push_back(grid_json(column.range_high + column.step, column));
        }
        const bool even = model_.mode == Mode::random;
        json["distribution_bins"] = bins;
        json["distribution_probabilities"] = column.encoding == Encoding::presence
                                                 ? Json::array()
                                                 : shares(column, even ? std::vector<double>{} : rows, false);
    }

    void add_network(Json& description) const {
        const Family& root = *network_.front();
        Json network = Json::array();
        Json tables = Json::object();
        const std::string& root_name = model_.columns[root.child].name;
        tables[root_name] = shares(model_.columns[root.child], marginal(model_, root.child), true);
        for (std::size_t i = 1; i < network_.size(); ++i) {
            Family family = *network_[i];
            if (family.parents.empty()) family.parents = {root.child};  // configuration 0 only: the others back off
            Json parents = Json::array();
            for (const std::uint32_t parent : family.parents) parents.push_back(model_.columns[parent].name);
            const std::string& name = model_.columns[family.child].name;
            network.push_back(Json::array({name, parents}));
            tables[name] = table(family);
        }
        description["bayesian_network"] = network;
        description["conditional_probabilities"] = tables;
    }

    Json table(const Family& family) const {
        const ConditionalTable conditional(family, model_.columns);
        const std::uint64_t configurations = conditional.strides().back();
        const std::uint32_t domain = model_.columns[family.child].domain_size();
        if (configurations > most_configurations)
            throw InputError("the parents of column " + model_.columns[family.child].name +
                             " have more than a million combinations, which a description would list one by one; "
                             "describe with a lower --degree");
        Json table = Json::object();
        for (std::uint64_t configuration = 0; configuration < configurations; ++configuration) {
            std::string key = "[";
            std::uint64_t rest = configuration;
            for (const std::uint32_t parent : family.parents) {
                const ColumnModel& column = model_.columns[parent];
                if (key.size() > 1) key += ", ";
                key += std::to_string(bin_of(column, static_cast<std::uint32_t>(rest % column.domain_size())));
                rest /= column.domain_size();
            }
            table[key + "]"] =
                shares(model_.columns[family.child], weights_of(conditional.row(configuration), domain), true);
        }
        return table;
    }

    const Model& model_;
    std::vector<std::uint32_t> written_;
    std::vector<const Family*> network_;
};

}  // namespace

std::string description_text(const Model& model) {
    for (const ColumnModel& column : model.columns) {
        if (column.relation || column.derivation)
            throw InputError("column " + column.name + " follows from other columns, which a description of " +
                             "DataSynthesizer can't say; describe without rules and derived columns");
    }
    const auto rows = row_network(model, most_cells);
    if (!rows)
        throw InputError(
            "what persons of this model have in common takes too large tables for a description of rows; describe with "
            "a lower --degree");
    return DescriptionWriter(*rows).write();
}

}  // namespace replica
