#include "io/privacy/statement_json.hpp"

#include "engine/error.hpp"

#include <nlohmann/json.hpp>

namespace replica {
namespace {

using Json = nlohmann::ordered_json;

// Costs stand twice: as they read, and exactly, in units of 2^-50.
Json cost_json(Cost cost) { return {{"value", cost.value()}, {"units_of_2^-50", cost.units}}; }
Cost cost_of(const Json& json) { return {json.at("units_of_2^-50").get<std::uint64_t>()}; }

Json release_json(const Release& release) {
    return {{"what", release.what},
            {"mechanism", release.mechanism},
            {"scale", release.scale},
            {"cost", cost_json(release.cost)},
            {"delta", release.delta}};
}

Release release_of(const Json& json) {
    return {json.at("what"), json.at("mechanism"), json.at("scale"), cost_of(json.at("cost")), json.at("delta")};
}

}  // namespace

std::string name_of(Accounting accounting) { return accounting == Accounting::zcdp ? "zcdp" : "pure"; }

std::string name_of(Neighbours neighbours) {
    return neighbours == Neighbours::add_or_remove ? "add-or-remove" : "replace-one";
}

std::string statement_text(const PrivacyStatement& statement) {
    Json releases = Json::array();
    for (const Release& release : statement.releases) releases.push_back(release_json(release));
    const Json json = {{"unit", statement.unit},
                       {"neighbours", name_of(statement.neighbours)},
                       {"max_rows_per_unit", statement.max_rows},
                       {"accounting", name_of(statement.accounting)},
                       {"epsilon", statement.epsilon},
                       {"delta", statement.delta},
                       {"budget", cost_json(statement.budget)},
                       {"spent", cost_json(statement.spent())},
                       {"is_private", statement.not_private.empty()},
                       {"not_private", statement.not_private},
                       {"declared_public", statement.declared_public},
                       {"releases", releases}};
    return json.dump(2) + "\n";
}

PrivacyStatement parse_statement(const std::string& text) {
    try {
        const Json json = Json::parse(text);
        PrivacyStatement statement;
        statement.unit = json.at("unit");
        statement.neighbours =
            json.at("neighbours") == "replace-one" ? Neighbours::replace_one : Neighbours::add_or_remove;
        statement.max_rows = json.at("max_rows_per_unit");
        statement.accounting = json.at("accounting") == "pure" ? Accounting::pure : Accounting::zcdp;
        statement.epsilon = json.at("epsilon");
        statement.delta = json.at("delta");
        statement.budget = cost_of(json.at("budget"));
        statement.not_private = json.at("not_private").get<std::vector<std::string>>();
        statement.declared_public = json.at("declared_public").get<std::vector<std::string>>();
        for (const Json& release : json.at("releases")) statement.releases.push_back(release_of(release));
        return statement;
    } catch (const nlohmann::json::exception&) {
        throw InputError("the ledger can't be read");
    }
}

std::string drawn_line(const Drawn& drawn) {
    Json json = release_json(drawn.release);
    json["outcome"] = drawn.outcome;
    return json.dump();
}

std::optional<Drawn> parse_drawn(const std::string& line) {
    try {
        const Json json = Json::parse(line);
        return Drawn{release_of(json), json.at("outcome").get<std::vector<std::int64_t>>()};
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
}

}  // namespace replica
