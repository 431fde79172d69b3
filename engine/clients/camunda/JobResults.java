import io.camunda.client.CamundaClient;
import io.camunda.client.api.command.ProblemException;
import io.camunda.client.api.response.ActivatedJob;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What jobs may result in, through the Java client of 8.8: over REST by its defaults, with the property `grpc` jobs over
 * gRPC. Arguments: address, client's name, model, REST address. Writes one JSON line a step. */
public final class JobResults {
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private static final BufferedReader IN =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  private final CamundaClient camunda;
  private final String name;

  private JobResults(CamundaClient camunda, String name) {
    this.camunda = camunda;
    this.name = name;
  }

  public static void main(String[] args) throws Exception {
    try (CamundaClient camunda =
        CamundaClient.newClientBuilder().grpcAddress(URI.create("http://" + args[0])).restAddress(URI.create(args[3]))
            .preferRestOverGrpc(!Boolean.getBoolean("grpc")).build()) {
      JobResults results = new JobResults(camunda, args[1]);
      camunda.newDeployResourceCommand().addResourceFile(args[2]).send().join();
      results.userTask();
      results.adHoc();
    }
  }

  private static void report(String step, String value) {
    OUT.println("{\"step\": \"" + step + "\", \"value\": " + value + "}");
  }

  private static long userTaskOf(String bpmnProcessId) throws Exception {
    OUT.println("{\"userTaskOf\": \"" + bpmnProcessId + "\"}");
    return Long.parseLong(IN.readLine().trim());
  }

  private ActivatedJob activate(String type) {
    List<ActivatedJob> jobs = camunda.newActivateJobsCommand().jobType(name + "-" + type).maxJobsToActivate(1)
        .timeout(Duration.ofMinutes(1)).workerName(name).requestTimeout(Duration.ofSeconds(10)).send().join().getJobs();
    return jobs.get(0);
  }

  private void userTask() throws Exception {
    var signing = camunda.newCreateInstanceCommand().bpmnProcessId(name + "-signing").latestVersion().withResult()
        .requestTimeout(Duration.ofSeconds(30)).send();
    long task = userTaskOf(name + "-signing");

    var assigned = camunda.newAssignUserTaskCommand(task).assignee("an").send();
    ActivatedJob assigning = activate("assigning");
    String asked = assigning.getUserTask().getAssignee();
    camunda.newCompleteCommand(assigning.getKey())
        .withResult(result -> result.forUserTask().correctAssignee("binh").correctPriority(80)).send().join();
    assigned.join();

    var refused = camunda.newCompleteUserTaskCommand(task).send();
    ActivatedJob completing = activate("completing");
    report("correct", "{\"asked\": \"" + asked + "\", \"assignee\": \"" + completing.getUserTask().getAssignee()
        + "\", \"priority\": " + completing.getUserTask().getPriority() + "}");
    camunda.newCompleteCommand(completing.getKey())
        .withResult(result -> result.forUserTask().deny(true, "chưa có ý kiến")).send().join();
    ProblemException problem = null;
    try {
      refused.join();
    } catch (ProblemException denied) {
      problem = denied;
    }
    report("deny", "{\"status\": " + problem.details().getStatus() + ", \"reason\": "
        + problem.details().getDetail().contains("chưa có ý kiến") + "}");

    var completed = camunda.newCompleteUserTaskCommand(task).variables(Map.of("signed", true)).send();
    camunda.newCompleteCommand(activate("completing").getKey()).send().join();
    completed.join();
    report("accept", "{\"signed\": " + signing.join().getVariable("signed") + "}");
  }

  private void adHoc() {
    var review = camunda.newCreateInstanceCommand().bpmnProcessId(name + "-review").latestVersion().withResult()
        .requestTimeout(Duration.ofSeconds(30)).send();
    ActivatedJob first = activate("agent");
    List<?> elements = (List<?>) first.getVariable("adHocSubProcessElements");
    camunda.newCompleteCommand(first.getKey())
        .withResult(result -> result.forAdHocSubProcess().activateElement("look").variables(Map.of("page", 7))
            .activateElement("ask")).send().join();
    ActivatedJob look = activate("look");
    camunda.newCompleteCommand(look.getKey()).variables(Map.of("found", true)).send().join();
    camunda.newCompleteCommand(activate("agent").getKey())
        .withResult(result -> result.forAdHocSubProcess().completionConditionFulfilled(true)
            .cancelRemainingInstances(true)).send().join();
    report("adHoc", "{\"elements\": " + elements.size() + ", \"page\": " + look.getVariable("page") + ", \"results\": "
        + review.join().getVariable("results") + "}");
  }
}
