#pragma once

#include "engine/column_codec.hpp"
#include "engine/column_decision.hpp"
#include "engine/derivation.hpp"
#include "engine/person_constancy.hpp"
#include "engine/rule_plan.hpp"
#include "engine/schema.hpp"
#include "engine/value_survey.hpp"

#include <optional>
#include <string>
#include <vector>

namespace replica {

/// What is known of each column by name: the schema that a person wrote, and hints for names that are widely used.
struct ColumnKnowledge {
    Schema schema;                                   ///< may be empty
    std::vector<std::optional<ColumnSchema>> known;  ///< a hint a column, or nothing
    std::vector<DerivedColumn> derived;              ///< the schema's, with their tables; the last of the columns
};

/// The columns of an extract and how each is to be encoded.
struct EncodingPlan {
    std::vector<std::string> names;
    std::vector<ColumnProfile> profiles;
    std::vector<ColumnDecision> decisions;
    std::optional<std::size_t> unit;     ///< the column whose persons `min_count` counts; without it a row is a person
    std::vector<DerivedColumn> derived;  ///< the last of the columns
    std::vector<RelatedColumn>
        related;  ///< those that rules make targets, each after its references; known once tiers are
};

/// The schema of a column, or null.
const ColumnSchema* find_schema(const Schema& schema, const std::string& name);

/// Throws InputError naming the columns that the schema lacks, or that the data (`source`: its name) lacks.
/// `names`: of the data's own columns; a derived one need not be among the schema's columns.
void check_schema_names(const Schema& schema, const std::vector<std::string>& names, const std::string& source);

/// Decides every column (see decide_column) and which one holds the persons; puts columns that rules name into bins.
/// Throws InputError where a column can't be derived or a rule can't hold.
EncodingPlan plan_encoding(std::vector<std::string> names, std::vector<ColumnProfile> profiles,
                           const ColumnKnowledge& knowledge, const EncodingOptions& options);

/// Whether a column needs a second look at the data: persons repeat, or not all its values were kept.
bool needs_survey(const EncodingPlan& plan, std::size_t column);

/// A survey for each column that needs one. `plan` must outlive them.
std::vector<std::optional<ValueSurvey>> start_surveys(const EncodingPlan& plan, const EncodingOptions& options);

/// What the second pass learned.
struct ColumnSurveys {
    std::vector<std::optional<ValueSurvey>> values;  ///< a survey for each column that needed one
    std::vector<Constancy> constancy;                ///< of each column; none without persons
};

/// Which columns belong to persons: what the schema says, else those constant within them (see is_constant), if any;
/// and with them the person column.
std::vector<Tier> decide_tiers(const EncodingPlan& plan, const std::vector<Constancy>& constancy, const Schema& schema,
                               const EncodingOptions& options);

/// A plan of the intervals that plan.related speaks of, a column each, from their profiles: they are surveyed and get
/// bins like any column of whole numbers.
EncodingPlan plan_intervals(const EncodingPlan& plan, std::vector<ColumnProfile> profiles);

/// The codecs of all columns, each by itself, and behind them that of rows a person where columns belong to persons.
std::vector<ColumnCodec> make_codecs(const EncodingPlan& plan, const ColumnSurveys& surveys, const Schema& schema,
                                     const EncodingOptions& options);

}  // namespace replica
