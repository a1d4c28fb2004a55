#include "io/planning/rates_toml.hpp"

#include "engine/error.hpp"
#include "io/toml_document.hpp"
#include "io/toml_text.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <set>

namespace replica {
namespace {

/// Calls visit(table, key, rate) for every rate, in the file's order.
template <typename Rates, typename Visit>
void for_each_rate(Rates& rates, const Visit& visit) {
    visit("start", "alone-seconds", rates.start_seconds);
    visit("start", "launched-seconds", rates.launch_seconds);
    const auto values = [&](const char* table, auto& of) {
        visit(table, "byte-ns", of.byte_ns);
        visit(table, "category-ns", of.category_ns);
        visit(table, "number-ns", of.number_ns);
    };
    values("profile", rates.profile);
    values("survey", rates.survey);
    values("encode", rates.encode);
    values("generate", rates.generate);
    visit("gain", "reading", rates.reading_gain);
    visit("gain", "counting", rates.counting_gain);
    visit("gain", "generating", rates.generating_gain);
    visit("gain", "evaluating", rates.evaluating_gain);
    visit("learn", "value-ns", rates.learn_value_ns);
    visit("learn", "counting-factor", rates.counting_factor);
    visit("learn", "set-ns", rates.set_ns);
    visit("learn", "serial-set-ns", rates.serial_set_ns);
    visit("model", "column-seconds", rates.model_column_seconds);
    visit("model", "cell-ns", rates.model_cell_ns);
    visit("model", "sampler-cell-ns", rates.sampler_cell_ns);
    visit("counting", "cell-ns", rates.counting.cell_ns);
    visit("counting", "widen-ns", rates.counting.widen_ns);
    visit("counting", "sorted-row-ns", rates.counting.sorted_row_ns);
    for (std::size_t power = 0; power < rates.counting.row_ns.size(); ++power) {
        const std::string key = "row-ns-2-" + std::to_string(power);
        visit("counting", key.c_str(), rates.counting.row_ns[power]);
    }
    visit("evaluate", "copy-value-ns", rates.evaluation.copy_value_ns);
    visit("evaluate", "joint-factor", rates.evaluation.joint_factor);
    visit("evaluate", "joint-set-ns", rates.evaluation.joint_set_ns);
    visit("evaluate", "pair-row-ns", rates.evaluation.pair_row_ns);
    visit("evaluate", "use-column-ns", rates.evaluation.use_column_ns);
    visit("evaluate", "use-value-ns", rates.evaluation.use_value_ns);
    visit("evaluate", "attack-row-ns", rates.evaluation.attack_row_ns);
    visit("evaluate", "attack-value-ns", rates.evaluation.attack_value_ns);
    visit("bandwidth", "memory-bytes-per-ns", rates.memory_bytes_per_ns);
    visit("bandwidth", "disk-bytes-per-ns", rates.disk_bytes_per_ns);
    visit("bandwidth", "network-bytes-per-ns", rates.network_bytes_per_ns);
    visit("bandwidth", "latency-ns", rates.latency_ns);
}

std::string rate_text(double rate) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.6g", rate);
    std::string number = text.data();
    if (number.find_first_of(".en") == std::string::npos) number += ".0";
    return number;
}

class RatesTable {
public:
    explicit RatesTable(const std::filesystem::path& path)
        : file_(path.string()), root_(read_toml(path, "calibration")) {}

    void read_text(const char* key, std::string& text) {
        const auto value = root_[key].value<std::string>();
        if (!value) fail(std::string(key) + " is missing");
        text = *value;
        known_.insert(key);
    }

    void read_rate(const char* table, const char* key, double& rate) {
        const std::string name = std::string(table) + "." + key;
        const auto value = root_[table][key].value<double>();
        if (!value) fail(name + " is missing or no number");
        if (!std::isfinite(*value) || *value < 0) fail(name + " is below 0 or no number");
        rate = *value;
        known_.insert(table);
        known_.insert(name);
    }

    void refuse_others() const {
        for (const auto& [key, node] : root_) {
            if (!known_.contains(std::string(key.str()))) fail(std::string(key.str()) + " is no rate");
            const toml::table* table = node.as_table();
            if (table == nullptr) continue;
            for (const auto& [inner, unused] : *table) {
                const std::string name = std::string(key.str()) + "." + std::string(inner.str());
                if (!known_.contains(name)) fail(name + " is no rate");
            }
        }
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw InputError(file_ + ": " + what + "; write the file anew with replica plan --calibrate");
    }

    std::string file_;
    toml::table root_;
    std::set<std::string> known_;
};

}  // namespace

std::string rates_toml(const PlanRates& rates) {
    std::string text = "# What replica plan measured; nanoseconds are of one thread, bytes a nanosecond are GB/s.\n";
    text += "machine = " + toml_string(rates.machine) + "\ndate = " + toml_string(rates.date) +
            "\nversion = " + toml_string(rates.version) + "\n";
    std::string current;
    for_each_rate(rates, [&](const std::string& table, const char* key, double rate) {
        if (table != current) text += "\n[" + table + "]\n";
        current = table;
        text += std::string(key) + " = " + rate_text(rate) + "\n";
    });
    return text;
}

PlanRates read_rates(const std::filesystem::path& path) {
    RatesTable table(path);
    PlanRates rates;
    table.read_text("machine", rates.machine);
    table.read_text("date", rates.date);
    table.read_text("version", rates.version);
    for_each_rate(rates, [&](const char* name, const char* key, double& rate) { table.read_rate(name, key, rate); });
    table.refuse_others();
    return rates;
}

}  // namespace replica
