#pragma once

#include "engine/error.hpp"

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace replica {

using Json = nlohmann::ordered_json;

/// A part of a JSON document and the way to it, for sentences such as `FILE: attribute_description.age.min: WHAT.`
class JsonPlace {
public:
    JsonPlace(std::string file, const Json& json) : file_(std::move(file)), json_(&json) {}

    [[noreturn]] void fail(const std::string& what) const {
        throw InputError(file_ + ": " + (way_.empty() ? "" : way_ + ": ") + what + ".");
    }

    [[nodiscard]] bool has(const std::string& key) const { return json_->is_object() && json_->contains(key); }
    /// Throws InputError where there is no such key.
    [[nodiscard]] JsonPlace at(const std::string& key) const {
        if (!json_->is_object()) fail("this must be an object");
        if (!json_->contains(key)) fail("the key \"" + key + "\" is missing");
        return JsonPlace(file_, json_->at(key), way_.empty() ? key : way_ + "." + key);
    }
    [[nodiscard]] JsonPlace at(std::size_t index) const {
        return JsonPlace(file_, json_->at(index), way_ + "[" + std::to_string(index) + "]");
    }
    /// Elements of an array.
    [[nodiscard]] std::size_t size() const {
        if (!json_->is_array()) fail("this must be an array");
        return json_->size();
    }
    [[nodiscard]] const Json& json() const { return *json_; }

    [[nodiscard]] std::string text() const {
        if (!json_->is_string()) fail("this must be a text");
        return json_->get<std::string>();
    }
    [[nodiscard]] bool truth() const {
        if (!json_->is_boolean()) fail("this must be true or false");
        return json_->get<bool>();
    }
    [[nodiscard]] double number() const {
        if (!json_->is_number() || !std::isfinite(json_->get<double>())) fail("this must be a number");
        return json_->get<double>();
    }

private:
    JsonPlace(std::string file, const Json& json, std::string way)
        : file_(std::move(file)), json_(&json), way_(std::move(way)) {}

    std::string file_;
    const Json* json_;
    std::string way_;
};

}  // namespace replica
