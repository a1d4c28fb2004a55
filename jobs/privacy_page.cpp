#include "jobs/privacy_page.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <iomanip>
#include <map>
#include <sstream>

namespace replica {
namespace {

std::string figure(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4g", value);
    return text.data();
}

std::string share(Cost part, Cost all) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%5.1f %%", all.units == 0 ? 0 : 100 * part.value() / all.value());
    return text.data();
}

std::string unit_text(const PrivacyStatement& statement) {
    if (statement.unit == "row") return "one row; where a person has several, they are protected one by one only";
    return "whoever " + statement.unit + " names, with at most " + std::to_string(statement.max_rows) + " rows";
}

std::string hidden_text(const PrivacyStatement& statement) {
    return statement.neighbours == Neighbours::add_or_remove ? "whether a unit is in the data at all"
                                                             : "what a unit's rows hold; not that it is there";
}

std::string guarantee_text(const PrivacyStatement& statement) {
    std::string text = "epsilon " + figure(statement.epsilon);
    if (statement.accounting == Accounting::pure) return text + ", pure";
    return text + " at delta " + figure(statement.delta) + ", by rho " + figure(statement.budget.value()) + " of zCDP";
}

// Releases of one kind are a line: there are hundreds.
struct Group {
    std::size_t releases = 0;
    Cost cost;
};

std::string kind_of(const Release& release) {
    if (release.mechanism == "exponential") return "choices of pairs of columns";
    if (release.what.find(" x ") != std::string::npos) return "counts of pairs of columns";
    if (release.what.starts_with("counts of ") && release.what.find(" by ") == std::string::npos)
        return "counts of single columns";
    if (release.what.starts_with("values of ") || release.what.starts_with("counts of ")) return "domains";
    return release.what;
}

void list_releases(const PrivacyStatement& statement, std::ostream& out) {
    std::map<std::string, Group> groups;
    for (const Release& release : statement.releases) {
        Group& group = groups[kind_of(release)];
        ++group.releases;
        group.cost = group.cost + release.cost;
    }
    out << "  what was learned, each with noise that was drawn once\n";
    for (const auto& [kind, group] : groups)
        out << "    " << share(group.cost, statement.budget) << " of the budget: " << group.releases << " x " << kind
            << "\n";
    out << "    " << share(statement.spent(), statement.budget) << " in all; every release is in the ledger file\n";
}

}  // namespace

std::string privacy_page(const PrivacyStatement& statement) {
    std::ostringstream out;
    out << "privacy\n";
    for (const std::string& reason : statement.not_private) out << "  NOT PRIVATE: " << reason << "\n";
    out << "  guarantee    " << guarantee_text(statement) << "\n"
        << "  unit         " << unit_text(statement) << "\n"
        << "  hides        " << hidden_text(statement) << "\n"
        << "  means        no observer can raise the odds of a guess about a unit by more than a factor e^epsilon"
        << (statement.epsilon <= 20 ? " = " + figure(std::exp(statement.epsilon)) : "")
        << (statement.delta > 0 ? ", but for a chance of delta" : "") << "\n";
    list_releases(statement, out);
    out << "  taken as publicly known, so free\n";
    for (const std::string& item : statement.declared_public) out << "    " << item << "\n";
    return out.str();
}

}  // namespace replica
