using System.Text;
using TeemCalendar.Worker;

// Room names come in every script; a Windows console that is left to itself would show question marks.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await WorkerCommand.RunAsync(args, Console.Out, Console.Error);
