// Question: is the histogram store, one writer that goes through an image in memory, a checksum and a rename, slower
// than a collective write of the same scores by all ranks with parallel HDF5?
//
// Both write 20 million scores (x_log_x and support, 12 bytes each) to a file in the folder given, and sync it. Run by
// mpirun -n 2 histogram_store_bench FOLDER. Seconds are wall time between barriers, the median of five.
// Last seen (Zen 3, 2 cores, a busy machine): 1.2 of the collective write's time on a disk, 0.9 in /dev/shm; so there
// is one writer.

#include "io/hdf5/histogram_store.hpp"
#include "kernels/subset_scores.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <fcntl.h>
#include <hdf5.h>
#include <mpi.h>
#include <unistd.h>

namespace {

using namespace replica;
namespace fs = std::filesystem;

constexpr std::uint16_t columns = 494;  // C(494, 3) = 19.97 million
constexpr int repetitions = 5;

int rank_here() {
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    return rank;
}

std::vector<SubsetScore> make_scores(std::uint64_t count) {
    std::vector<SubsetScore> scores(count);
    for (std::uint64_t i = 0; i < count; ++i)
        scores[i] = {static_cast<std::int64_t>(i * 2654435761U % 1'000'000'007U), static_cast<std::uint32_t>(i % 1001)};
    return scores;
}

void by_one_writer(const fs::path& folder, const std::vector<std::vector<SubsetScore>>& scores) {
    if (rank_here() != 0) return;
    fs::remove(folder / "histograms.h5");  // or it would be read first
    HistogramStore store(
        folder,
        {"bench", 1'000'000, {1, 2}, std::vector<std::string>(columns, "c"), std::vector<std::uint32_t>(columns, 4)});
    const std::vector<std::span<const SubsetScore>> spans(scores.begin(), scores.end());
    store.write({spans, {}, {}, {}});
}

hid_t make_dataset(hid_t file, const char* name, hid_t type, hsize_t size) {
    const hid_t space = H5Screate_simple(1, &size, nullptr);
    const hid_t dataset = H5Dcreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Sclose(space);
    return dataset;
}

template <typename Value>
void write_part(hid_t file, const char* name, hid_t type, hsize_t size, hsize_t first, const std::vector<Value>& part) {
    const hid_t dataset = make_dataset(file, name, type, size);
    const hid_t transfer = H5Pcreate(H5P_DATASET_XFER);
    H5Pset_dxpl_mpio(transfer, H5FD_MPIO_COLLECTIVE);
    const hsize_t count = part.size();
    const hid_t memory = H5Screate_simple(1, &count, nullptr);
    const hid_t space = H5Dget_space(dataset);
    H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, nullptr, &count, nullptr);
    if (H5Dwrite(dataset, type, memory, space, transfer, part.data()) < 0) throw std::runtime_error("H5Dwrite");
    H5Sclose(space);
    H5Sclose(memory);
    H5Pclose(transfer);
    H5Dclose(dataset);
}

// No filters: each rank writes its contiguous part, which is the best case of a collective write.
void by_all_ranks(const fs::path& folder, const std::vector<SubsetScore>& scores) {
    int ranks = 1;
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    const auto size = static_cast<hsize_t>(scores.size());
    const hsize_t first = size * static_cast<hsize_t>(rank_here()) / static_cast<hsize_t>(ranks);
    const hsize_t end = size * static_cast<hsize_t>(rank_here() + 1) / static_cast<hsize_t>(ranks);
    std::vector<std::int64_t> x_log_x;
    std::vector<std::uint32_t> support;
    for (hsize_t i = first; i < end; ++i) {
        x_log_x.push_back(scores[i].x_log_x);
        support.push_back(scores[i].support);
    }
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_fapl_mpio(access, MPI_COMM_WORLD, MPI_INFO_NULL);
    const std::string path = (folder / "collective.h5").string();
    const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
    write_part(file, "x_log_x", H5T_NATIVE_INT64, size, first, x_log_x);
    write_part(file, "support", H5T_NATIVE_UINT32, size, first, support);
    H5Fclose(file);
    H5Pclose(access);
    const int descriptor = ::open(path.c_str(), O_RDONLY);
    ::fsync(descriptor);
    ::close(descriptor);
}

double seconds(const std::function<void()>& work) {
    MPI_Barrier(MPI_COMM_WORLD);
    const double begin = MPI_Wtime();
    work();
    MPI_Barrier(MPI_COMM_WORLD);
    return MPI_Wtime() - begin;
}

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + repetitions / 2, values.end());
    return values[repetitions / 2];
}

}  // namespace

int main(int argc, char** argv) {
    MPI_Init(&argc, &argv);
    const fs::path folder = argc > 1 ? argv[1] : "histogram_store_bench";
    fs::create_directories(folder);
    const std::vector<std::vector<SubsetScore>> scores{make_scores(columns), make_scores(binomial(columns, 2)),
                                                       make_scores(binomial(columns, 3))};
    std::vector<double> one;
    std::vector<double> all;
    for (int i = 0; i < repetitions; ++i) {
        one.push_back(seconds([&] { by_one_writer(folder, scores); }));
        all.push_back(seconds([&] { by_all_ranks(folder, scores[2]); }));
    }
    const double megabytes = 12e-6 * static_cast<double>(scores[2].size());
    if (rank_here() == 0)
        std::printf("one writer %.2f s (%.0f MB/s), all ranks %.2f s (%.0f MB/s), ratio %.2f\n", median(one),
                    megabytes / median(one), median(all), megabytes / median(all), median(one) / median(all));
    fs::remove(folder / "collective.h5");
    fs::remove(folder / "histograms.h5");
    MPI_Finalize();
    return 0;
}
