// schemas/objects.capnp and manager.capnp say what the messages to shared objects are, pool.capnp those of pools.
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include <troupe/barrier.hpp>
#include <troupe/condition.hpp>
#include <troupe/event.hpp>
#include <troupe/manager.hpp>
#include <troupe/memory.hpp>
#include <troupe/mutex.hpp>
#include <troupe/pipe_messages.hpp>
#include <troupe/pool_messages.hpp>
#include <troupe/pool_progress.hpp>
#include <troupe/queue_messages.hpp>
#include <troupe/schema_text.hpp>
#include <troupe/semaphore.hpp>

#include "parallel/manager/server.hpp"
#include "parallel/pool/protocol.hpp"

namespace troupe::tests {
namespace {

/// Without comments, empty lines and the line that names the file.
std::string declarations(const std::string& schema) {
  std::istringstream in{schema};
  std::string out;
  for (std::string line; std::getline(in, line);)
    if (const auto first = line.find_first_not_of(' '); first != line.npos && line[first] != '#' && line[first] != '@')
      out += line + '\n';
  return out;
}

std::string written(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream{SCHEMAS "/" + file}.rdbuf();
  return declarations(text.str());
}

template <class Message>
void expect_one_written(const std::string& file) {
  const std::string all = written(file), printed = declarations(schema<Message>());
  for (std::size_t from = 0, end = 0; from < printed.size(); from = end) {
    end = printed.find("}\n", from) + 2;
    const std::string one = printed.substr(from, end - from);
    EXPECT_NE(all.find(one), std::string::npos) << one;
  }
}
template <class... Messages>
void expect_written(const std::string& file = "objects.capnp") {
  (expect_one_written<Messages>(file), ...);
}

TEST(ObjectsSchema, Has_what_every_object_understands) { expect_written<describe>(); }
TEST(ObjectsSchema, Has_the_messages_of_events) {
  expect_written<set_event, clear_event, troupe::is_set, wait_for_set>();
}
TEST(ObjectsSchema, Has_the_messages_of_mutexes) {
  expect_written<troupe::lock, troupe::try_lock, unlock, previous_owner_died>();
}
TEST(ObjectsSchema, Has_the_messages_of_semaphores) {
  expect_written<troupe::acquire, troupe::try_acquire, release, get_value>();
}
TEST(ObjectsSchema, Has_the_messages_of_conditions) { expect_written<wait_for_notify, notify>(); }
TEST(ObjectsSchema, Has_the_messages_of_barriers) {
  expect_written<wait_at_barrier, abort_barrier, reset_barrier, get_barrier_state, barrier_state>();
}
TEST(ObjectsSchema, Has_the_messages_of_values_and_arrays) {
  expect_written<load_bytes, store_bytes, exchange_bytes, add_to_value>();
}
TEST(ObjectsSchema, Has_the_messages_of_queues) {
  expect_written<put_item, try_put_item, get_item, try_get_item, possible_item, take_item, try_take_item, leased_item,
                 item_done, give_item_back, get_size, is_full, finish_queue, task_done, wait_until_done,
                 get_dead_letters, dead_letter_item, retry_dead_letters, drop_dead_letters>();
}
TEST(ObjectsSchema, Has_the_messages_of_pipes) {
  expect_written<send_message, send_bytes, receive_message, receive_bytes, received_bytes, troupe::is_readable,
                 wait_until_readable>();
}

TEST(ManagerSchema, Has_the_messages_of_the_manager_itself) {
  using namespace rooms::parallel;
  expect_written<manager_start, make_object, keep_handle, run_batch, managed::run_outcome, count_objects, list_objects,
                 object_info, show_text, end_manager>("manager.capnp");
}
TEST(ManagerSchema, Has_the_messages_of_dicts) {
  expect_written<dict_insert_or_assign<int, double>, dict_try_emplace<int, double>, dict_setdefault<int, double>,
                 dict_at<int>, dict_find<int>, dict_contains<int>, dict_erase<int>, dict_extract<int>, dict_pop_item,
                 dict_merge<int, double>, dict_update<int, double>, dict_compare_exchange<int, double>,
                 dict_modify<int>, dict_keys, dict_values, dict_items, dict_size, dict_clear>("manager.capnp");
}
TEST(ManagerSchema, Has_the_messages_of_lists_and_arrays) {
  expect_written<list_at, list_assign<double>, list_slice, list_assign_slice<double>, list_modify, list_find<double>,
                 list_count<double>, list_sort, list_reverse, list_size, list_push_back<double>, list_extend<double>,
                 list_insert<double>, list_pop, list_remove<double>, list_erase, list_repeat, list_clear>(
    "manager.capnp");
}
TEST(ManagerSchema, Has_the_messages_of_values_name_spaces_and_objects) {
  expect_written<value_load, value_exchange<double>, value_compare_exchange<double>, value_modify, ns_set, ns_get,
                 ns_contains, ns_erase, ns_names, object_call>("manager.capnp");
}

TEST(PoolSchema, Has_the_messages_to_pools) {
  expect_written<run_tasks, calls::told_results, cancel_tasks, pool_close, pool_terminate, pool_join, pool_resize,
                 get_pool_progress, pool_progress>("pool.capnp");
}
TEST(PoolSchema, Has_what_a_pool_and_its_clients_say) {
  using namespace rooms::parallel;
  expect_written<pool_plan, pool_submit, pool_cancel, pool_read, pool_leave, pool_results, pool_over>("pool.capnp");
}
TEST(PoolSchema, Has_what_a_pool_and_its_workers_say) {
  using namespace rooms::parallel;
  expect_written<worker_part, worker_hello, pool_work, pool_done, pool_retire, pool_borrow, pool_lent, pool_return>(
    "pool.capnp");
}

} // namespace
} // namespace troupe::tests
