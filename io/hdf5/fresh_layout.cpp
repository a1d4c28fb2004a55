#include "io/hdf5/fresh_layout.hpp"

#include "engine/schema.hpp"
#include "io/hdf5/weighted_layout.hpp"

#include <algorithm>
#include <array>

namespace replica {

namespace {

constexpr std::array<const char*, 3> names_of_shapes{"first_word", "middle_word", "last_word"};
constexpr std::int64_t widest_key = 1000;

void store_key(const KeyForm& key, const Hdf5Group& group) {
    group.write_attribute("key_style", std::string(name_of(key.style)));
    group.write_attribute("key_prefix", key.prefix);
    group.write_attribute("key_width", std::int64_t{key.width});
    group.write_attribute("key_upper", std::int64_t{key.upper});
}

KeyForm load_key(const Hdf5Group& group) {
    KeyForm key;
    const auto style = key_style_named(group.read_text("key_style"));
    const std::int64_t width = group.read_integer("key_width");
    if (!style || width < 0 || width > widest_key) throw Hdf5Error("cannot read the style of a key");
    key.style = *style;
    key.prefix = group.read_text("key_prefix");
    key.width = static_cast<std::uint32_t>(width);
    key.upper = group.read_integer("key_upper") != 0;
    return key;
}

void store_text(const TextModel& text, const Hdf5Group& group) {
    store_slots(group, "words", text.words);
    for (std::size_t place = 0; place < text.shapes.size(); ++place)
        store_weighted(group, names_of_shapes[place], text.shapes[place]);
    store_weighted(group, "word_separator", text.separators);
}

TextModel load_text(const Hdf5Group& group) {
    TextModel text;
    text.words = load_slots(group, "words");
    for (std::size_t place = 0; place < text.shapes.size(); ++place)
        text.shapes[place] = load_weighted<std::string>(group, names_of_shapes[place]);
    text.separators = load_weighted<std::string>(group, "word_separator");
    return text;
}

bool has_key(const ColumnModel& column) { return column.role == Role::key || column.role == Role::person; }

void require_weights(const std::vector<Weighted<std::string>>& texts) {
    if (std::any_of(texts.begin(), texts.end(), [](const auto& text) { return text.weight == 0; }))
        throw Hdf5Error("damaged: a piece of text without weight");
}

}  // namespace

void store_fresh(const ColumnModel& column, const Hdf5Group& group) {
    if (has_key(column)) store_key(column.key, group);
    if (column.role == Role::text) store_text(column.text, group);
}

void load_fresh(const Hdf5Group& group, ColumnModel& column) {
    if (has_key(column)) column.key = load_key(group);
    if (column.role == Role::text) column.text = load_text(group);
}

void check_fresh(const ColumnModel& column) {
    for (const Slot& slot : column.text.words) {
        const bool sound = slot.low >= 0 && slot.low <= slot.high && slot.weight > 0 &&
                           slot.high <= static_cast<std::int64_t>(most_words);
        if (!sound) throw Hdf5Error("damaged: words a text");
    }
    for (const auto& shapes : column.text.shapes) require_weights(shapes);
    require_weights(column.text.separators);
}

}  // namespace replica
