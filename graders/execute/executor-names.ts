/** Names of the official executor's module and of its function that evaluates. None of them can be reached here. */
export const executorNames: ReadonlySet<string> = new Set(
  `CLASS_FILE_PATH_MAPPING STATELESS_CLASSES copy execute_multi_turn_func_call importlib inspect is_empty_execute_response
  json re _process_method_calls __builtins__ __cached__ __doc__ __file__ __loader__ __name__ __package__ __spec__
  func_call_list initial_config involved_classes model_name test_entry_id long_context is_evaL_run
  class_method_name_mapping involved_instances class_name module_name instance_name module class_ class_instance
  class_initial_config method_name method execution_results func_call func_call_copy`
    .trim()
    .split(/\s+/),
);
