#pragma once

#include "engine/mpi/communicator.hpp"

#include <cassert>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace replica {

/// Values one after another in bytes, for messages between ranks of one program.
class ByteWriter {
public:
    template <typename Value>
    void put(const Value& value) {
        static_assert(std::is_trivially_copyable_v<Value>);
        append(&value, sizeof value);
    }
    void put_text(std::string_view text) {
        put<std::uint64_t>(text.size());
        append(text.data(), text.size());
    }
    template <typename Value>
    void put_all(const std::vector<Value>& values) {
        static_assert(std::is_trivially_copyable_v<Value>);
        put<std::uint64_t>(values.size());
        append(values.data(), values.size() * sizeof(Value));
    }
    [[nodiscard]] Bytes take() { return std::move(bytes_); }

private:
    void append(const void* data, std::size_t size) {
        if (size == 0) return;
        const std::size_t end = bytes_.size();
        bytes_.resize(end + size);
        std::memcpy(bytes_.data() + end, data, size);
    }
    Bytes bytes_;
};

/// Reads what a ByteWriter wrote, in the same order.
class ByteReader {
public:
    explicit ByteReader(const Bytes& bytes) : bytes_(bytes) {}

    template <typename Value>
    Value get() {
        Value value;
        std::memcpy(static_cast<void*>(&value), advance(sizeof value), sizeof value);
        return value;
    }
    std::string_view get_text() {
        const auto size = static_cast<std::size_t>(get<std::uint64_t>());
        return {static_cast<const char*>(advance(size)), size};
    }
    template <typename Value>
    std::vector<Value> get_all() {
        std::vector<Value> values(static_cast<std::size_t>(get<std::uint64_t>()));
        const std::size_t size = values.size() * sizeof(Value);
        if (size > 0) std::memcpy(values.data(), advance(size), size);
        return values;
    }
    [[nodiscard]] bool at_end() const { return position_ == bytes_.size(); }

private:
    const void* advance(std::size_t size) {
        assert(position_ + size <= bytes_.size());
        const void* data = bytes_.data() + position_;
        position_ += size;
        return data;
    }
    const Bytes& bytes_;
    std::size_t position_ = 0;
};

}  // namespace replica
