#include "engine/rule_plan.hpp"

#include "engine/error.hpp"
#include "engine/reference_grid.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace replica {
namespace {

[[noreturn]] void fail(const Rule& rule, const std::string& what) {
    throw InputError("the rule \"" + rule.text + "\" " + what);
}

/// The columns that rules name.
class RuleColumns {
public:
    RuleColumns(const std::vector<std::string>& names, const std::vector<ColumnDecision>& decisions)
        : names_(names), decisions_(decisions) {}

    [[nodiscard]] std::uint32_t find(const Rule& rule, const std::string& name) const {
        const auto found = std::find(names_.begin(), names_.end(), name);
        if (found == names_.end()) fail(rule, "names " + name + ", which is no column; correct the name");
        const auto column = static_cast<std::uint32_t>(found - names_.begin());
        const ColumnDecision& decision = decisions_[column];
        if (decision.encoding == Encoding::derived) {
            fail(rule, "names " + name + ", which follows from another column; drop that one, or the rule");
        }
        if (decision.role != Role::attribute) {
            fail(rule, "names " + name + ", which has the role " + std::string(name_of(decision.role)) +
                           "; give it role = \"attribute\", or leave the rule out");
        }
        if (!is_number(decision.format) && !is_date(decision.format)) {
            fail(rule, "names " + name + ", which holds " + std::string(name_of(decision.format.type)) +
                           " values; rules are for numbers, dates and datetimes");
        }
        return column;
    }
    [[nodiscard]] const ValueFormat& format(std::uint32_t column) const { return decisions_[column].format; }
    [[nodiscard]] const std::string& name(std::uint32_t column) const { return names_[column]; }

private:
    const std::vector<std::string>& names_;
    const std::vector<ColumnDecision>& decisions_;
};

Reference make_reference(const Rule& rule, const RuleColumns& columns, std::uint32_t column, std::uint32_t target,
                         Side side) {
    const ValueFormat& from = columns.format(column);
    const ValueFormat& to = columns.format(target);
    if (is_number(from) != is_number(to)) {
        fail(rule, "compares " + columns.name(column) + " with " + columns.name(target) +
                       ", of which one holds numbers and the other dates; name columns of one kind");
    }
    return reference_to(column, from, to, rule.kind, side);
}

// A whole number added to a date is days.
Reference summand(const Rule& rule, const RuleColumns& columns, std::uint32_t column, std::uint32_t target) {
    const ValueFormat& from = columns.format(column);
    const ValueFormat& to = columns.format(target);
    if (decimals_of(from) > decimals_of(to)) {
        fail(rule, "adds " + columns.name(column) + ", which has more digits after the point than " +
                       columns.name(target) + "; their sum can't be written");
    }
    return reference_to(column, from, to, RuleKind::sum, Side::below);
}

void check_sum(const Rule& rule, const RuleColumns& columns, std::uint32_t a, std::uint32_t b, std::uint32_t total) {
    const auto dates = (is_date(columns.format(a)) ? 1 : 0) + (is_date(columns.format(b)) ? 1 : 0);
    const bool numbers = is_number(columns.format(total)) && dates == 0;
    const ValueType type = columns.format(total).type;
    const bool days = type == ValueType::date && dates == 1 &&
                      (columns.format(a).type == ValueType::integer || columns.format(b).type == ValueType::integer) &&
                      (columns.format(a).type == type || columns.format(b).type == type);
    if (!numbers && !days) {
        fail(rule, "adds what can't be added; a sum is of numbers, or of a date and a whole number of days");
    }
}

// Whether the left side must be the target: persons are drawn before their rows.
bool is_upward(const Rule& rule, const RuleColumns& columns, const std::vector<Tier>& tiers) {
    const bool order = rule.kind == RuleKind::at_most || rule.kind == RuleKind::less;
    return order && tiers[columns.find(rule, rule.left)] == Tier::row &&
           tiers[columns.find(rule, rule.right)] == Tier::person;
}

// What lies between columns says that these are in order themselves, or nothing could lie there.
std::vector<Rule> with_implied_orders(std::vector<Rule> rules, const RuleColumns& columns,
                                      const std::vector<Tier>& tiers) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            for (const auto& [below, above] : {std::tuple(i, j), std::tuple(j, i)}) {
                const Rule lower = rules[below];
                const Rule upper = rules[above];
                const bool order = lower.kind == RuleKind::at_most || lower.kind == RuleKind::less;
                if (!order || lower.right != upper.left || is_upward(lower, columns, tiers)) continue;
                if (!is_upward(upper, columns, tiers)) continue;
                const auto known = [&](const Rule& r) { return r.left == lower.left && r.right == upper.right; };
                if (std::any_of(rules.begin(), rules.end(), known)) continue;
                rules.push_back({RuleKind::at_most, lower.left, {}, upper.right, lower.left + " <= " + upper.right});
            }
        }
    }
    return rules;
}

class RelationBuilder {
public:
    RelationBuilder(const RuleColumns& columns, const std::vector<Tier>& tiers) : columns_(columns), tiers_(tiers) {}

    void add(const Rule& rule) {
        const std::uint32_t target = columns_.find(rule, rule.right);
        const std::uint32_t left = columns_.find(rule, rule.left);
        if (rule.kind == RuleKind::sum) {
            add_sum(rule, left, columns_.find(rule, rule.left2), target);
        } else if (is_upward(rule, columns_, tiers_)) {
            add_upper(rule, target, left);
        } else {
            add_bound(rule, left, target);
        }
    }

    // Of targets with references above only these are the references, else caps.
    void settle_caps() {
        for (auto& [column, upper] : upper_) {
            Relation& relation = related_.at(column).relation;
            (relation.references.empty() ? relation.references : relation.caps) = upper;
            if (relation.caps.empty()) relation.kind = RelationKind::below;
        }
    }

    // Each target after its references; of those that could come next the first column.
    std::vector<RelatedColumn> in_order() {
        std::vector<RelatedColumn> ordered;
        while (!related_.empty()) {
            const auto ready = std::find_if(related_.begin(), related_.end(), [&](const auto& entry) {
                const auto waits = [&](const Reference& r) { return related_.contains(r.column); };
                const Relation& relation = entry.second.relation;
                return std::none_of(relation.references.begin(), relation.references.end(), waits) &&
                       std::none_of(relation.caps.begin(), relation.caps.end(), waits);
            });
            if (ready == related_.end()) fail_circle();
            ordered.push_back(std::move(ready->second));
            related_.erase(ready);
        }
        return ordered;
    }

private:
    void add_sum(const Rule& rule, std::uint32_t a, std::uint32_t b, std::uint32_t target) {
        check_sum(rule, columns_, a, b, target);
        if (const auto other = related_.find(target); other != related_.end()) {
            fail(rule, "and \"" + other->second.relation.rules.front() + "\" both say what " + columns_.name(target) +
                           " is; keep one of them");
        }
        RelatedColumn& column = related_[target];
        column.target = target;
        column.relation.kind = RelationKind::sum;
        column.relation.references = {summand(rule, columns_, a, target), summand(rule, columns_, b, target)};
        column.relation.rules = {rule.text};
    }

    void add_bound(const Rule& rule, std::uint32_t left, std::uint32_t target) {
        const Reference reference = make_reference(rule, columns_, left, target, Side::below);
        RelatedColumn& column = related_[target];
        column.target = target;
        auto& [kind, references, caps, rules] = column.relation;
        if (kind == RelationKind::sum) {
            fail(rule,
                 "and \"" + rules.front() + "\" both say what " + columns_.name(target) + " is; keep one of them");
        }
        if (std::find(rules.begin(), rules.end(), rule.text) == rules.end()) rules.push_back(rule.text);
        const bool free = column.least < 0 || rule.kind == RuleKind::interval;
        const auto same = std::find_if(references.begin(), references.end(),
                                       [&](const Reference& known) { return known.column == left; });
        if (free && !references.empty() && (same == references.end() || references.size() > 1)) {
            fail(rule, "and \"" + rules.front() + "\" tie " + columns_.name(target) +
                           " to several columns; write them with <=, which allows for that");
        }
        if (rule.kind != RuleKind::interval) column.least = 0;
        if (same == references.end()) {
            references.push_back(reference);
        } else if (rule.kind == RuleKind::less || free) {
            if (rule.kind != RuleKind::interval) *same = reference;
        }
    }

    void add_upper(const Rule& rule, std::uint32_t reference, std::uint32_t target) {
        RelatedColumn& column = related_[target];
        column.target = target;
        if (column.relation.kind == RelationKind::sum) {
            fail(rule, "and \"" + column.relation.rules.front() + "\" both say what " + columns_.name(target) +
                           " is; keep one of them");
        }
        auto& rules = column.relation.rules;
        if (std::find(rules.begin(), rules.end(), rule.text) == rules.end()) rules.push_back(rule.text);
        column.least = 0;
        upper_[target].push_back(make_reference(rule, columns_, reference, target, Side::above));
    }

    [[noreturn]] void fail_circle() const {
        // Follows references that are left until a column comes again.
        std::vector<std::uint32_t> path{related_.begin()->first};
        while (true) {
            const Relation& relation = related_.at(path.back()).relation;
            std::vector<Reference> references = relation.references;
            references.insert(references.end(), relation.caps.begin(), relation.caps.end());
            const auto next = std::find_if(references.begin(), references.end(),
                                           [&](const Reference& r) { return related_.contains(r.column); });
            const auto seen = std::find(path.begin(), path.end(), next->column);
            if (seen == path.end()) {
                path.push_back(next->column);
                continue;
            }
            std::string names;
            for (auto column = seen; column != path.end(); ++column) names += columns_.name(*column) + ", ";
            throw InputError("the rules make columns follow from each other in a circle: " + names +
                             columns_.name(*seen) + "; leave one of them out");
        }
    }

    const RuleColumns& columns_;
    const std::vector<Tier>& tiers_;
    std::map<std::uint32_t, RelatedColumn> related_;
    std::map<std::uint32_t, std::vector<Reference>> upper_;  // by target
};

}  // namespace

std::vector<std::uint32_t> columns_in_rules(const std::vector<Rule>& rules, const std::vector<std::string>& names,
                                            const std::vector<ColumnDecision>& decisions) {
    const RuleColumns columns(names, decisions);
    std::set<std::uint32_t> found;
    for (const Rule& rule : rules) {
        found.insert(columns.find(rule, rule.left));
        found.insert(columns.find(rule, rule.right));
        if (rule.kind == RuleKind::sum) found.insert(columns.find(rule, rule.left2));
    }
    return {found.begin(), found.end()};
}

std::vector<RelatedColumn> relate_columns(const std::vector<Rule>& rules, const std::vector<std::string>& names,
                                          const std::vector<ColumnDecision>& decisions,
                                          const std::vector<Tier>& tiers) {
    const RuleColumns columns(names, decisions);
    RelationBuilder builder(columns, tiers);
    for (const Rule& rule : with_implied_orders(rules, columns, tiers)) builder.add(rule);
    builder.settle_caps();
    return builder.in_order();
}

RelatedValue relate(const RelatedColumn& column, std::span<const std::optional<std::int64_t>> grids) {
    using Kind = RelatedValue::Kind;
    const auto& target = grids[column.target];
    if (!target) return {Kind::missing};
    const auto cap = cap_of(column.relation, grids);
    if (cap && *target > *cap) return {Kind::contradicts};
    const auto base = base_of(column.relation, grids);
    const auto& references = column.relation.references;
    const auto is_there = [&](const Reference& reference) { return grids[reference.column].has_value(); };
    const bool sum = column.relation.kind == RelationKind::sum;
    if (!base) {
        const bool there = sum ? std::all_of(references.begin(), references.end(), is_there)
                               : std::any_of(references.begin(), references.end(), is_there);
        return {there ? Kind::too_large : Kind::own};
    }
    if (sum) return {*base == *target ? Kind::related : Kind::contradicts};
    const auto interval = interval_of(column.relation.kind, *base, *target);
    if (!interval) return {Kind::too_large};
    return {*interval >= column.least ? Kind::related : Kind::contradicts, *interval};
}

}  // namespace replica
