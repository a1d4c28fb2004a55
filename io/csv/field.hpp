#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace replica {

/// Where a field lies in a chunk's text, in 8 bytes. A missing field has its token's index in place of its size.
class Field {
public:
    /// In place of the size: the field is missing, the other bits are its token's index.
    static constexpr std::size_t missing_bit = std::size_t{1} << 31U;

    Field() = default;
    /// high: the size, or missing_bit and an index.
    Field(std::size_t offset, std::size_t high) : bits_(offset | high << 32U) {}
    static Field present(std::size_t offset, std::size_t size) { return Field(offset, size); }
    static Field missing(std::size_t offset, int token) {
        return Field(offset, missing_bit | static_cast<std::size_t>(token));
    }

    /// All of it; equal for fields of the same place.
    [[nodiscard]] std::uint64_t bits() const { return bits_; }
    static Field from_bits(std::uint64_t bits) { return Field(bits & 0xFFFFFFFFU, bits >> 32U); }
    /// Bytes before it in the text.
    [[nodiscard]] std::size_t offset() const { return bits_ & 0xFFFFFFFFU; }
    /// Bytes of its text; of a present field only.
    [[nodiscard]] std::size_t size() const { return bits_ >> 32U; }
    /// Index of its missing token, or -1.
    [[nodiscard]] int missing_token() const {
        const std::size_t high = bits_ >> 32U;
        return (high & missing_bit) != 0 ? static_cast<int>(high ^ missing_bit) : -1;
    }

private:
    std::uint64_t bits_;
};

/// Fields in row-major order. Room is made ahead, so that appending checks nothing.
class FieldBuffer {
public:
    /// Makes room for `extra` more fields.
    void reserve_more(std::size_t extra) {
        if (size_ + extra <= capacity_) return;
        const std::size_t capacity = std::max(size_ + extra, 2 * capacity_);
        auto fields = std::make_unique_for_overwrite<Field[]>(capacity);
        std::copy_n(fields_.get(), size_, fields.get());
        fields_ = std::move(fields);
        capacity_ = capacity;
    }
    void append(Field field) { fields_[size_++] = field; }
    /// Behind the last field; set_end takes it back after fields were written there.
    [[nodiscard]] Field* end() { return fields_.get() + size_; }
    void set_end(const Field* end) { size_ = static_cast<std::size_t>(end - fields_.get()); }
    /// Drops all fields from the `size`th on.
    void shrink(std::size_t size) { size_ = size; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::span<const Field> all() const { return {fields_.get(), size_}; }

private:
    std::unique_ptr<Field[]> fields_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

}  // namespace replica
