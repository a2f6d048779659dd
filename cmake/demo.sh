# ./run demo
