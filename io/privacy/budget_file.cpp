#include "io/privacy/budget_file.hpp"

#include "engine/error.hpp"
#include "io/folder_lock.hpp"
#include "io/privacy/statement_json.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

namespace replica {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

std::string number(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.6g", value);
    return text.data();
}

Json charge_json(const BudgetCharge& charge) {
    return {{"run", charge.run},
            {"model", charge.model},
            {"accounting", name_of(charge.accounting)},
            {"epsilon", charge.epsilon},
            {"delta", charge.delta},
            {"cost_units_of_2^-50", charge.cost.units},
            {"threshold_delta", charge.failure}};
}

BudgetCharge charge_of(const Json& json) {
    return {json.at("run"),
            json.at("model"),
            json.at("accounting") == "pure" ? Accounting::pure : Accounting::zcdp,
            json.at("epsilon"),
            json.at("delta"),
            {json.at("cost_units_of_2^-50").get<std::uint64_t>()},
            json.at("threshold_delta")};
}

struct Budget {
    double total = 0;
    double delta = 0;
    std::vector<BudgetCharge> charges;
};

Budget read_budget(const std::string& path) {
    try {
        std::ifstream in(path);
        const Json json = Json::parse(in);
        Budget budget{json.at("total_epsilon"), json.at("delta"), {}};
        for (const Json& charge : json.at("runs")) budget.charges.push_back(charge_of(charge));
        return budget;
    } catch (const nlohmann::json::exception&) {
        throw InputError(path + " is no budget file that can be read; what was spent is not known without it");
    }
}

BudgetState state_of(const Budget& budget) {
    BudgetState state{budget.total, budget.delta, 0, 0, budget.charges.size()};
    const auto is_pure = [](const BudgetCharge& charge) { return charge.accounting == Accounting::pure; };
    if (std::all_of(budget.charges.begin(), budget.charges.end(), is_pure)) {
        for (const BudgetCharge& charge : budget.charges) state.spent_epsilon += charge.cost.value();
        return state;
    }
    Cost rho;
    for (const BudgetCharge& charge : budget.charges) {
        rho = rho + (is_pure(charge) ? rho_of_pure(charge.epsilon) : charge.cost);
        state.spent_delta += charge.failure;
    }
    state.spent_epsilon = epsilon_of(rho, budget.delta);
    state.spent_delta += budget.delta;
    return state;
}

void write_budget(const std::string& path, const Budget& budget) {
    Json runs = Json::array();
    for (const BudgetCharge& charge : budget.charges) runs.push_back(charge_json(charge));
    const BudgetState state = state_of(budget);
    const Json json = {{"total_epsilon", budget.total},
                       {"delta", budget.delta},
                       {"spent_epsilon", state.spent_epsilon},
                       {"spent_delta", state.spent_delta},
                       {"runs", runs}};
    const std::string text = json.dump(2) + "\n";
    const std::string partial = path + ".part";
    const int file = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC, S_IRUSR | S_IWUSR);
    const bool written =
        file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    if (!written || std::rename(partial.c_str(), path.c_str()) != 0)
        throw JobError("the budget file " + path + " can't be written; nothing was learned");
}

// Other runs hold the lock for a moment only.
void wait_for(const std::string& path, std::optional<FolderLock>& lock) {
    for (int attempt = 0; attempt < 300; ++attempt) {
        lock.emplace(path + ".lock");
        if (lock->held()) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    throw InputError("the budget file " + path + " is locked by " + lock->holder() + "; try again later");
}

}  // namespace

BudgetState charge_budget(const std::string& path, double total_epsilon, const BudgetCharge& charge) {
    std::optional<FolderLock> lock;
    wait_for(path, lock);
    const double convert = charge.accounting == Accounting::zcdp ? charge.delta - charge.failure : 0;
    Budget budget = fs::exists(path) ? read_budget(path) : Budget{total_epsilon, convert, {}};
    if (budget.total != total_epsilon)
        throw InputError("the budget file " + path + " has a total epsilon of " + number(budget.total) +
                         ", not --total-epsilon " + number(total_epsilon) + "; it was fixed by the first run");
    const auto is_run = [&](const BudgetCharge& other) { return other.run == charge.run; };
    if (std::any_of(budget.charges.begin(), budget.charges.end(), is_run)) return state_of(budget);
    const BudgetState before = state_of(budget);
    if (budget.delta == 0) budget.delta = convert;
    budget.charges.push_back(charge);
    const BudgetState after = state_of(budget);
    if (after.spent_epsilon > total_epsilon * (1 + 1e-9))
        throw InputError("the budget of " + path + " doesn't suffice: " + std::to_string(before.runs) +
                         (before.runs == 1 ? " run has" : " runs have") + " spent epsilon " +
                         number(before.spent_epsilon) + ", with this one it would be " + number(after.spent_epsilon) +
                         " of " + number(total_epsilon));
    write_budget(path, budget);
    return after;
}

}  // namespace replica
